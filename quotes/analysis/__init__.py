"""From an article to its quotes: pure functions of text and word lists; `pipeline` names the stages in order."""

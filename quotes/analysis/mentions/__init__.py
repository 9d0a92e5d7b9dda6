"""Names, offices and institutions among the words of a sentence."""

"""Saved web pages: the article in them, and the times and names that the page gives it."""

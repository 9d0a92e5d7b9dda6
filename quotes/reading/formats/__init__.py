"""One module a format of file."""

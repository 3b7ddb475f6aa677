"""The desk: the web pages on which editors find, read, compare, correct and release articles."""

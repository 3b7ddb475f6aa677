"""Dictionaries, rules and models that stages need, loaded once per process."""

"""Translations, sentence memory, corrections."""

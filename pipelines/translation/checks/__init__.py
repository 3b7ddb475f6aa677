"""Quality checks of a translation."""

"""Language and mark-up, with no article in sight."""

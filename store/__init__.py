"""The store: one SQLite file; all SQL is here."""

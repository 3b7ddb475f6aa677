"""The feeds that importers and readers get; one file a format, escaping in one place."""

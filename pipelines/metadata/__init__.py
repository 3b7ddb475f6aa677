"""Title, date, byline, publisher, licence of a page."""

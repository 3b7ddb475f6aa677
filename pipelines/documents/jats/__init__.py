"""Read JATS, the XML in which journals deliver their articles: front matter, rights, text."""

"""Connection, schema, views."""

"""Sources, their runs and their health."""

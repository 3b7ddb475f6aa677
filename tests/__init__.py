"""The tests; a package, for a dependency installs one of the same name."""

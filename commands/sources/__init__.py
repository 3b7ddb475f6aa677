"""`jianwen sources` and its subcommands."""

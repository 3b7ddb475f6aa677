"""The verbs of `jianwen`, one file each: Click, tables and messages, no business logic."""

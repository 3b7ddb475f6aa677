"""What an answer of a server means: verdicts, bot challenges."""

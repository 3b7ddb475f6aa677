"""What a verb does, without Click: called by the command line and the desk alike."""

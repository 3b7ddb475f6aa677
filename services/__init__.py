"""What a verb does, without Click: for the command line and the web app alike."""

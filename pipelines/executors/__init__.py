"""Where stages run: supervised worker processes."""

"""Who turns sentences of one language into another: backends behind one protocol."""

"""The demo newsroom: sites on this machine that the pipeline harvests."""

"""Chinese characters: folding, simplified and traditional script."""

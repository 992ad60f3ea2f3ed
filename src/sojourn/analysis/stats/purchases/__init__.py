"""Models of who buys again, and for how much: maximum likelihood on distinct rows with weights."""

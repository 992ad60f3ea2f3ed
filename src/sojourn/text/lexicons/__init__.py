"""Words and what they say: one module per language."""

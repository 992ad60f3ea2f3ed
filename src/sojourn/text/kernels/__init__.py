"""Compiled loops over the bytes of texts; no word of any language."""

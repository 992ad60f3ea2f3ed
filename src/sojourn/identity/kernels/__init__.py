"""Compiled loops over flat arrays of links; no domain words."""

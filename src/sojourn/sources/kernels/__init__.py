"""Compiled loops over the bytes of text files; they know positions, no meanings."""

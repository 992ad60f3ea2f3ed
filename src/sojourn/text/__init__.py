"""Texts: their language, how they feel, what they are about. No file is read, nothing leaves the machine."""

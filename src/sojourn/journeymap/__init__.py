"""The journey map as a document: its model, its text form, and how it is discovered from a journey log."""

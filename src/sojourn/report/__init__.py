"""The report as a document of numbers: its model, and how it is composed from a journey log and its map."""

"""What the larger analyses say in a report, one block per module."""

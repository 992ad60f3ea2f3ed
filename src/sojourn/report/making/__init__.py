"""How the blocks of a report are made from a journey log, one block per module."""

"""The journey log: one row per customer, events as lists in time order, plain memory-mapped Arrow."""

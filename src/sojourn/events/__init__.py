"""The vocabulary of events: canonical columns, roles, cleaning rules, the quality report."""

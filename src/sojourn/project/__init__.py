"""A project: sources described in one file, built into a journey log that is kept up to date."""

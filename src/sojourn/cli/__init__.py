"""The command line: one file per command; everything heavy loads inside the command that needs it."""

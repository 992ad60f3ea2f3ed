"""Pure numerics: intervals, tests, sparse counts. Nothing here knows a journey."""

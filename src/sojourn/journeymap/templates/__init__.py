"""Maps to start from: four kinds, by trade and by who buys, in English and Chinese."""

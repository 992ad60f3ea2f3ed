"""What stands where, in which words, numbers and colours: decided once, as values, for every skin to draw."""

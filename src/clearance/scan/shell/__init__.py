"""Shell scripts and command lines read."""

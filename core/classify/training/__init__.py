"""Training: the only place with torch; everything it makes is a file that the program reads without it."""

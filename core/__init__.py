"""What a signal is and what happens to it: no channel, no HTTP."""

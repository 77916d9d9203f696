"""Signals written out for other programs."""

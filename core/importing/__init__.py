"""Spreadsheets that are put in: read, their columns recognised, row by row made signals, stopped, and undone."""

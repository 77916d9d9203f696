"""The invented municipality with which one can try everything without anybody's data."""

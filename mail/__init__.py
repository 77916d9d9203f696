"""The mail room: letters in, understood without trusting them, and letters out."""

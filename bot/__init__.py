"""The Telegram room: updates in, prompts and letters out."""

"""The front door of Signaal: the command line, and the place where settings, store, work and rooms are wired."""


def main() -> None:
    """Run the command line."""

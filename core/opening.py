"""Opening: how a text begins, for lists that have no room for all of it."""


def open_text(text: str, most: int) -> str:
    """Give how a text begins, on one line; one that is longer than `most` characters is cut at a word before that."""
    whole = " ".join(text.split())
    if len(text) <= most:
        return whole
    return f"{whole[:most].rpartition(' ')[0] or whole[:most]} …"

"""The name of a browser and its system, as its owner would say it: enough to know one's own session by, no more."""

# In this order: what comes first also says the names of what comes later.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def name_device(agent: str) -> str:
    """Name a browser by what it says of itself: `Firefox, Windows`; empty when it says nothing we know."""
    names = (next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in names if name)

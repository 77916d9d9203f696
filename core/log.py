"""Logging without people in it: structured lines, error classes instead of messages, forgery-proof."""

import logging
import sys
import threading
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# What may stand in a log line. Whatever else someone adds is left out: texts, addresses and chat ids have no key here.
_KNOWN = frozenset({
    "event", "level", "timestamp", "logger", "error", "sqlstate", "constraint", "where", "door", "intake", "signal",
    "job", "task", "letter", "municipality", "count", "seconds", "status", "method", "route", "role", "port", "attempt",
    "request", "action", "version", "kind", "outcome", "folder", "user", "address", "setting",
})  # fmt: skip
_LONGEST = 200


def start_logging(style: str) -> None:
    """Set up logging for the process: `json` for machines, `info` and `debug` for people. To standard error."""
    level = logging.DEBUG if style == "debug" else logging.INFO
    last = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        _drop_unknown,
    ]
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries log addresses, URLs with tokens and rows: only their warnings pass, and only as class and place.
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_LibraryFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "telegram", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    _log_the_uncaught()


def _log_the_uncaught() -> None:
    """An error that nobody caught is told like every other: Python's own report quotes its message."""
    log = structlog.get_logger()

    def uncaught(kind: type[BaseException], error: BaseException | None) -> None:
        if not issubclass(kind, (KeyboardInterrupt, SystemExit)):
            log.error("uncaught", **(describe_error(error) if error else {"error": kind.__name__}))

    sys.excepthook = lambda kind, error, _trace: uncaught(kind, error)
    sys.unraisablehook = lambda about: uncaught(about.exc_type, about.exc_value)
    threading.excepthook = lambda about: uncaught(about.exc_type, about.exc_value)


def describe_error(error: BaseException) -> dict[str, str]:
    """Describe an error without its message: class, place, and for database errors SQLSTATE and constraint."""
    original = getattr(error, "orig", None) or error
    described = {"error": type(original).__name__}
    sqlstate = getattr(original, "sqlstate", None)
    constraint = getattr(getattr(original, "diag", None), "constraint_name", None)
    if sqlstate:
        described["sqlstate"] = str(sqlstate)
    if constraint:
        described["constraint"] = str(constraint)
    described["where"] = _place(error)
    return described


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    place = "?"
    while trace:
        code = trace.tb_frame.f_code
        place = f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _drop_unknown(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: _flat(value) for key, value in line.items() if key in _KNOWN}


def _flat(value: Any) -> Any:
    """One line, without control characters: input cannot forge a log line."""
    if isinstance(value, (int, float, bool)) or value is None:
        return value
    return "".join(c if c.isprintable() else "?" for c in str(value))[:_LONGEST]


class _LibraryFormatter(logging.Formatter):
    """A library's record as logger, place and error class: its message may hold what we must not keep."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        about = f" {type(error).__name__}" if error else ""
        return _flat(f"{record.levelname.lower()} {record.name} {record.module}:{record.lineno}{about}")

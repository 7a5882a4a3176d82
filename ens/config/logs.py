"""What the logs may say: never a path, an identifier, a body or the text of an exception."""

import logging
import os
import traceback
from typing import Any, Final

_HERE: Final = os.sep + "ens" + os.sep

LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "ens.config.logs.Discreet"}},
    "formatters": {"plain": {"()": "ens.config.logs.Plain"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain"},
        "requests": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["discreet"]},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "httpx": {"level": "WARNING"},  # it would write every address down
        "django.request": {"handlers": ["requests"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["requests"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": [], "propagate": False},
        "django.db.backends": {"handlers": [], "propagate": False},
        "_granian": {"level": "WARNING"},
        "granian.access": {"handlers": [], "propagate": False},
    },
}


class Discreet(logging.Filter):
    """Rewrites Django's messages on requests, which carry the path, to the status alone."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without its words."""
        record.msg = f"request failed ({getattr(record, 'status_code', 'no status')})"
        record.args = ()
        record.__dict__.pop("request", None)
        return True


class Plain(logging.Formatter):
    """One line per record; of an exception, the class and the places in our code, never its text."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's own name
        """Keep the first line: some libraries put a whole traceback into the message."""
        record.message = record.message.partition("\n")[0]
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: ANN401, N802  logging's own signature
        """Name the class and our own frames: the text may quote what was asked or stored."""
        frames = [frame for frame in traceback.extract_tb(ei[2]) if _HERE in frame.filename]
        places = " < ".join(f"{frame.filename.rpartition(_HERE)[2]}:{frame.lineno}" for frame in reversed(frames))
        return f"  {ei[0].__module__}.{ei[0].__qualname__} at {places or 'no frame of ours'}"

"""Logs are JSON lines with the request id and without personal values or request bodies."""

import json
import logging
from typing import Any

from . import clock


class JsonFormatter(logging.Formatter):
    """One event, one line: line breaks and control characters inside are escaped by JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage()[:500],
        }
        request = getattr(record, "request", None)
        if request is not None:
            line["request_id"] = getattr(request, "request_id", "")
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)

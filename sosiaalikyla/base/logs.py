"""One line per record, for machines and people; never a person's name, words or address of a page."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime


class Line(logging.Formatter):
    """JSON with time, level, logger and message. Of an exception only its type and place: its text may hold data."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": record.msg if record.name.startswith("django") else record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line["problem"] = record.exc_info[0].__name__
            where, deepest = record.exc_info[2], []
            while where is not None:
                code = where.tb_frame.f_code
                deepest.append(f"{code.co_filename.rsplit('/', 3)[-1]}:{code.co_name}:{where.tb_lineno}")
                where = where.tb_next
            line["where"] = deepest[-6:]
        return json.dumps(line, ensure_ascii=False)


class SaidElsewhere(logging.Filter):
    """Leaves out what is no fault: refusals (4xx), and 503, whose reason is logged where it is found."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 500)
        return bool(status >= 500 and status != 503)

"""Says at the end of a run how much was compared; the counts travel with the reports, from test processes too."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest


def pytest_terminal_summary(terminalreporter: Any) -> None:
    total: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport) and report.when == "call":
                total.update(dict(report.user_properties).get("parity", {}))
    if total:
        words = ", ".join(f"{number:,} {what}" for what, number in total.items())
        terminalreporter.write_line(f"figure: parity of access: {words}")

"""Whether the results in a folder still stand: made from the same, by the same, and as they were written.

Nothing but the content of the journey log, what is asked of it and the versions of what computes decides the results: not the day, not
the machine, not the number of its threads. So results whose origin is the same are the same, and need not be made again.
"""

import hashlib
import json
import platform
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, Final

from sojourn.durable import sha256_of
from sojourn.errors import InputError
from sojourn.events.spend import Spend
from sojourn.log.journeylog import JourneyLog
from sojourn.log.store import MANIFEST, damages
from sojourn.report.document import Report
from sojourn.report.made import Made

_REPORT: Final = "report.json"
_LOG: Final = "log"
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")


def origin(log: JourneyLog, goal: Sequence[str], spend: Spend | None, asked: Mapping[str, Any]) -> str:
    """SHA-256 of all that decides the results of an analysis.

    Parameters
    ----------
    log
        A log that has a checksum.
    goal
        The touchpoints that count as success.
    spend
        What advertising cost.
    asked
        All other parameters that the results depend on, as plain values.
    """
    told = {
        "log": log.checksum,
        "attributes": [(name, str(kind)) for name, kind in log.kinds.items()],
        "quality": dict(log.quality),
        "goal": list(goal),
        "spend": None if spend is None else _spend(spend),
        "asked": dict(asked),
        "versions": _versions(),
    }
    return _sum(json.dumps(told, sort_keys=True))


def sealed(report: Report, of: str, texts: Mapping[str, str], log: Path) -> str:
    """The text of ``report.json`` for results with an origin: with the sums of all files beside it.

    Parameters
    ----------
    report
        The numbers.
    of
        Their :func:`origin`.
    texts
        The files beside it that are text, by name.
    log
        The folder of the journey log beside it.
    """
    files = {name: _sum(text) for name, text in texts.items()}
    files[f"{_LOG}/{MANIFEST}"] = sha256_of(log / MANIFEST)
    files[_REPORT] = _sum(report.to_json())
    return report.model_copy(update={"made": Made(of=of, files=dict(sorted(files.items())))}).to_json()


def standing(out: Path, of: str) -> Report | None:
    """The report in a folder, if all results there have this origin and are whole; None if any is not.

    Parameters
    ----------
    out
        The folder of earlier results, or of none.
    of
        The :func:`origin` of the results that are wanted.
    """
    try:
        text = (out / _REPORT).read_text(encoding="utf-8")
        report = Report.load(text)
        if report.made is None or report.made.of != of or report.to_json() != text:
            return None
        files = dict(report.made.files)
        if files.pop(_REPORT, None) != _sum(report.model_copy(update={"made": None}).to_json()):
            return None
        whole = all(sha256_of(out / name) == known for name, known in files.items())
        return report if whole and not damages(out / _LOG) else None
    except (OSError, ValueError, InputError):
        return None


def _spend(spend: Spend) -> Mapping[str, Any]:
    return {
        "rows": [[repr(value) for value in row.values()] for row in spend.table.to_pylist()],
        "sources": list(spend.sources),
        "read": spend.rows,
        "dropped": dict(spend.dropped),
    }


def _versions() -> Mapping[str, str | None]:
    """The versions of Sojourn, of everything it can compute with, and of Python; None for what is not installed."""
    wanted = {found.group() for line in requires("sojourn") or () if (found := _NAME.match(line))}
    return {name: _version(name) for name in sorted(wanted | {"sojourn"})} | {
        "python": platform.python_version()
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

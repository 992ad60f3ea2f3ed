"""The main job: files in; journey log, map, report and the fate of every row out."""

import json
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any, Final

from sojourn.events.traffic import REASONS
from sojourn.goal import Goal, find_goal
from sojourn.isolation import Progress
from sojourn.journeymap.discover import discover
from sojourn.journeymap.document import dump
from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeylog import JourneyLog
from sojourn.log.store import open_log
from sojourn.output_folder import EXPORTS, TRUTHS, output_folder
from sojourn.reading import check_parameters, settled_log
from sojourn.render import to_svg
from sojourn.render.report import to_html
from sojourn.report.annotate import annotate
from sojourn.report.compose import build
from sojourn.report.document import Report
from sojourn.request import Engine, Language, Request, log_of, spend_of
from sojourn.sources.files import resolve
from sojourn.sources.spend import set_aside_as_spend
from sojourn.spark.named import is_spark_name
from sojourn.unchanged import origin, sealed, standing

NO_FAULT: Final = frozenset(
    {"repeated_message_id", "equal_row", "repeated_file", "link_row", "set_aside", *REASONS[1:]}
)
"""Reasons for not counting a row that is no fault of its: it has been counted, it is no event by its nature, or it was
left out by choice."""
TRUTH_MAP: Final = Path("_truth") / "map.journey.yaml"
_DEMO_GOAL: Final = "Order placed"
_DEMO_ZONE: Final = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Summary:
    """What an analysis found and where it is.

    Attributes
    ----------
    out
        The folder of the results.
    files
        The results in it.
    report
        All numbers.
    goal
        What counts as success, and how it was chosen.
    seconds
        How long it took.
    unchanged
        Whether the results there were left as they are, since they would have been the same.
    """

    out: Path
    files: tuple[str, ...]
    report: Report
    goal: Goal
    unchanged: bool
    seconds: float

    @property
    def rejected_share(self) -> float:
        """Rows dropped for a fault, as a share of all rows; a repeat is not a fault."""
        quality = self.report.quality
        if quality is None or not quality.rows_in:
            return 0.0
        return sum(n for reason, n in quality.dropped.items() if reason not in NO_FAULT) / quality.rows_in

    def to_dict(self) -> dict[str, Any]:
        """Plain values for ``--json``: where the results are, how much there is, the goal, the fate of the rows."""
        numbers = self.report.to_dict()
        quality = numbers.get("quality", {})
        return {
            "out": str(self.out),
            "files": list(self.files),
            "summary": numbers["summary"],
            "goal": {"touchpoints": list(self.goal.touchpoints), "basis": self.goal.basis},
            "quality": {
                name: quality[name] for name in ("rows_in", "rows_kept", "dropped", "repaired") if quality
            },
            "rejected_share": self.rejected_share,
            "unchanged": self.unchanged,
            "seconds": round(self.seconds, 2),
        }


def analyze(
    sources: Sequence[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    columns: Mapping[str, str] | None = None,
    goal: Sequence[str] = (),
    timezone: str = "UTC",
    language: Language = "en",
    keep_duplicates: bool = False,
    taxonomy: Mapping[str, Any] | None = None,
    exclude: Sequence[str] = (),
    spend: Sequence[str | PathLike[str]] = (),
    memory_limit: int | None = None,
    title: str | None = None,
    engine: Engine = "local",
    fresh: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Analyse files and leave report, map and journey log in a folder.

    Parameters
    ----------
    sources
        Files, folders, globs or ``FORMAT:PATH``, which become one log; or the folder of a journey log.
    out
        A new or empty folder, or one with an earlier report, which is replaced. Files of others in it stay.
    columns
        Role → column, where inference should not decide.
    goal
        Touchpoints that count as success; chosen by :func:`sojourn.goal.find_goal` if empty.
    timezone
        IANA name: the zone of times that name none, and of calendar days.
    language
        Of report and map.
    keep_duplicates
        Keep rows of tables that equal another in every column.
    taxonomy
        Rules from events to touchpoints, stages and channels, as in a project file.
    exclude
        Kinds of declared programs (crawlers, monitors, …) whose events are left out, or ``all``.
    spend
        Tables of advertising spend; those among the sources count if none are named.
    memory_limit
        Bytes the reader may use, 60 % of the machine's memory by default.
    title
        Of the map; made from the data if None.
    engine
        Where sources are read and questions are answered: by this machine, or by the workers of the Spark session that
        is active (else one as Spark's settings say), which must see the sources and `out` under the same paths.
    fresh
        Make the results anew, also where `out` holds the same, whole: else they are left as they are.
    progress
        Called with the name of a step and a count.

    Returns
    -------
    Summary
        The numbers, and where the results are.

    Raises
    ------
    UsageError
        If a parameter is wrong; nothing was read.
    InputError
        If the data cannot be used; nothing was written.
    OutputError
        If the results cannot be written; what stood there before still stands.
    """
    started = time.monotonic()
    check_parameters(sources, columns, timezone)
    place = Path(out)
    log = settled_log(sources, columns, keep_duplicates, taxonomy, exclude)
    at_home = log is not None and log.resolve() == place.resolve() / "log"
    files = [source for source in sources if not (engine == "spark" and is_spark_name(source))]
    read = (
        [] if at_home or not files else [log] if log is not None else [named.path for named in resolve(files)]
    )
    read += [named.path for named in resolve(spend)] if spend else []
    request = Request(
        columns,
        goal,
        timezone,
        language,
        keep_duplicates,
        memory_limit,
        title,
        taxonomy,
        exclude,
        spend,
        engine,
    )
    with output_folder(place, sources=read) as folder:
        before = None if fresh else place
        found = _fill(folder, sources, request, before=before, keep_log=at_home, progress=progress)
    return Summary(place, _listing(place), *found, time.monotonic() - started)


def analyze_project(
    project: str | PathLike[str],
    out: str | PathLike[str],
    *,
    goal: Sequence[str] = (),
    timezone: str | None = None,
    language: Language | None = None,
    spend: Sequence[str | PathLike[str]] = (),
    memory_limit: int | None = None,
    engine: Engine = "local",
    fresh: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Bring the journey log of a project up to date and leave report, map and a copy of the log in a folder.

    Parameters
    ----------
    project
        The project file; goals, time zone, language and title come from there where they are not given here.
    out, goal, timezone, language, spend, memory_limit, engine, fresh, progress
        As for :func:`analyze`; the project is brought up to date by this machine; the tables of spend among the project's files count if none are named.

    Raises
    ------
    InputError
        If the project or one of its files cannot be used.
    """
    from sojourn.project.building import build_isolated
    from sojourn.project.document import load

    said = load(Path(project))
    told = build_isolated(Path(project), memory_limit=memory_limit, progress=progress)
    if not spend:
        aside = set_aside_as_spend(open_log(Path(told["log"]), verify=False).quality)
        found = [Path(project).parent / name for name in aside]
        spend = [path for path in found if path.is_file()]
    return analyze(
        [told["log"]],
        out,
        spend=spend,
        goal=goal or said.goals,
        timezone=timezone or said.timezone,
        language=language or said.language,
        memory_limit=memory_limit,
        title=said.title or None,
        engine=engine,
        fresh=fresh,
        progress=progress,
    )


def analyze_demo(
    out: str | PathLike[str],
    *,
    customers: int = 4_000,
    seed: int = 7,
    language: Language = "en",
    memory_limit: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Write the exports of the demo company, with its truths beside them, and analyse them.

    Parameters
    ----------
    out
        As for :func:`analyze`; gets ``exports/``, ``truth.json`` and ``_truth/`` as well.
    customers, seed
        How many people meet the company, and what chooses their luck.
    language, memory_limit, progress
        As for :func:`analyze`.
    """
    from sojourn.company_map import true_map
    from sojourn.demo.company import simulate
    from sojourn.demo.exports import write

    started = time.monotonic()
    place = Path(out)
    request = Request(timezone=_DEMO_ZONE, language=language, memory_limit=memory_limit)
    with output_folder(place) as folder:
        if progress:
            progress("demo", customers)
        company = simulate(customers, seed)
        files = write(company, folder / EXPORTS)
        for name in TRUTHS:
            (folder / EXPORTS / name).rename(folder / name)
        (folder / TRUTH_MAP).write_text(dump(true_map(company)), encoding="utf-8")
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        # A very small company may have systems without a row, and nobody who bought.
        filled = [file for file in files if truth["files"][file.name]["rows"]]
        if truth["goals"]["purchase"]["events"]:
            request = replace(request, goal=(_DEMO_GOAL,))
        found = _fill(folder, filled, request, progress=progress)
    return Summary(place, _listing(place), *found, time.monotonic() - started)


def _fill(
    folder: Path,
    sources: Sequence[str | PathLike[str]],
    request: Request,
    *,
    before: Path | None = None,
    keep_log: bool = False,
    progress: Progress | None = None,
) -> tuple[Report, Goal, bool]:
    """Write all results into a folder; none, if those made `before` stand."""

    def step(name: str, count: int = 0) -> None:
        if progress:
            progress(name, count)

    log = log_of(folder / "log", sources, request, progress=progress)
    goal = find_goal(log, request.goal)
    spend = spend_of(log, sources, request)
    asked = {name: getattr(request, name) for name in ("timezone", "language", "title")}
    of = origin(log, goal.touchpoints, spend, asked)
    stands = standing(before, of) if before is not None and log.checksum else None
    if stands is not None:
        if log.path == folder / "log":
            shutil.rmtree(log.path)
        return stands, goal, True
    if log.path is not None and log.path != folder / "log" and not keep_log:
        shutil.copytree(log.path, folder / "log")
        log = replace(open_log(folder / "log", verify=False), engine=log.engine)
    step("discover", log.extent.events)
    jmap = discover(log, goal=goal.touchpoints or None, language=request.language, title=request.title)
    step("report", log.extent.events)
    report = build(
        log,
        jmap,
        quality=log.quality or None,
        goal=goal.touchpoints,
        language=request.language,
        timezone=request.timezone,
        spend=spend,
        step=step,
    )
    jmap = annotate(jmap, report)
    step("draw")
    texts = _texts(log, jmap, report)
    step("write")
    texts["report.json"] = sealed(report, of, texts, log.path or folder / "log")
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return report, goal, False


def _texts(log: JourneyLog, jmap: JourneyMap, report: Report) -> dict[str, str]:
    """Every result that is text but the numbers, by name."""
    return {
        "quality.json": json.dumps(dict(log.quality), ensure_ascii=False, indent=1) + "\n",
        "map.journey.yaml": dump(jmap),
        "map.svg": to_svg(jmap),
        "report.html": to_html(report, jmap),
    }


def _listing(out: Path) -> tuple[str, ...]:
    return tuple(sorted(entry.name for entry in out.iterdir() if not entry.name.startswith(".")))

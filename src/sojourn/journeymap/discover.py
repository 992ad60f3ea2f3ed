"""From a journey log to a first map: which touchpoints, in which order and stages, joined by which flows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sojourn.analysis.precedence import PrecedenceSpec
from sojourn.analysis.seam import answer, check_log, names_in
from sojourn.analysis.touchpoints import Touchpoints, TouchpointsSpec
from sojourn.errors import InputError, UsageError
from sojourn.events.taxonomy.words.channels import channel_nature
from sojourn.journeymap.arrange import Group, arrange, arrange_by
from sojourn.journeymap.bind.counting import LONGEST_NAME, NAMED, evidence_of, ratings, short
from sojourn.journeymap.bind.tally import Counted, Row, tallied
from sojourn.journeymap.choose import Candidate, candidates, choose
from sojourn.journeymap.feelings import measured
from sojourn.journeymap.flows import LOOPS, volumes, worth_drawing
from sojourn.journeymap.model import (
    Emotion,
    Flow,
    JourneyMap,
    Match,
    Stage,
    Touchpoint,
)
from sojourn.journeymap.slugs import slugs
from sojourn.log.journeylog import JourneyLog

Language = Literal["en", "zh"]

_TITLE: Final = {"en": "Customer journey", "zh": "客户旅程"}
_AROUND: Final = {"en": "Around “{name}”", "zh": "围绕“{name}”"}
_MOST_TOUCHPOINTS: Final = 100
_MOST_STAGES: Final = 12
_LONGEST_QUOTED: Final = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A stage in the making: its name and the names of its touchpoints in order."""

    name: str
    touchpoints: tuple[str, ...]


def discover(
    log: JourneyLog,
    *,
    title: str | None = None,
    goal: str | Sequence[str] | None = None,
    language: Language = "en",
    max_touchpoints: int = 20,
    stages: int | None = None,
    as_of: datetime | None = None,
) -> JourneyMap:
    """The journey map that a log tells.

    The rules, in short (``docs/explanation/discovery.md`` argues them):

    - *Which compete*: touchpoints that 1 % of customers meet, at most 60, and goals, and doors where 10 % of journeys
      start or end.
    - *Stages and order*: the log's ``stage`` attribute, if its events have one; else who comes before whom, settled by
      names where the data are undecided, and the cheapest cut into stages (:func:`~sojourn.journeymap.arrange.arrange`).
    - *Which are shown*: all that compete, if there are at most `max_touchpoints`; else the goals, the two of each
      stage that most customers meet, the doors, the main touchpoint of every channel that 10 % of customers meet there,
      and then those with the largest share of customers plus share of added
      transitions (:func:`~sojourn.journeymap.choose.choose`). All others are left out
      on purpose: ``left_out`` names the 200 that most customers meet, ``evidence.folded`` the rest.
    - *Flows*: counted on journeys from which folded touchpoints were removed, the most frequent until 90 % are carried
      (:func:`~sojourn.journeymap.flows.worth_drawing`). ``evidence.transitions_shown_share`` is measured on the log as
      it is. Loops are counted as they are in the log and drawn where 5 % of the touchpoint's customers go round them.
    - *Feelings*: only where the log has ratings; with n and 95 % interval, basis observed.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    title
        "Customer journey" in the language if not given.
    goal
        The touchpoint, or touchpoints, that count as success; ``evidence.goal`` is about the first of them.
    language
        Of the names of stages and of the title: "en" or "zh".
    max_touchpoints
        How many touchpoints to show, 3 to 100.
    stages
        How many stages to cut into, 1 to 12; by itself 3 to 7.
    as_of
        The day of the evidence; the log's last event if not given.

    Returns
    -------
    JourneyMap
        The same for the same log and parameters.

    Raises
    ------
    UnknownNameError
        If the log has no touchpoint of the goal's name.
    UsageError
        If a number is out of its range or the language is unknown.
    InputError
        If the log holds no event with a touchpoint.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> jmap = discover(log_of('''
    ...     ann  09:00  Landing page
    ...     ann  09:05  Product page
    ...     ann  09:06  Cart
    ...     bob  10:00  Landing page
    ...     bob  10:01  Product page
    ... '''), goal="Cart")
    >>> [(s.name, [t.name for t in jmap.touchpoints if t.stage == s.id]) for s in jmap.stages]
    [('Awareness', ['Landing page']), ('Consideration', ['Product page']), ('Decision', ['Cart'])]
    >>> jmap.evidence.goal
    GoalEvidence(touchpoint='cart', customers=1, share=0.5)
    """
    check_log(log)
    _check(language, max_touchpoints, stages)
    goals = tuple(log.touchpoints[log.touchpoints.code(name)] for name in dict.fromkeys(names_in(goal)))
    profile = answer(log, TouchpointsSpec())
    if profile.customers == 0:
        raise InputError("The journey log holds no event with a touchpoint, so there is nothing to map.")
    rows: dict[str, Row] = {row["touchpoint"]: row for row in profile.table.to_pylist()}
    columns = _columns(log, profile, rows, goals, language, max_touchpoints, stages)
    stage_ids = slugs(column.name for column in columns)
    ids = slugs(name for column in columns for name in column.touchpoints)
    bare = JourneyMap(
        title=title or _TITLE[language],
        language=language,
        status="validated",
        stages=tuple(Stage(id=stage_ids[c.name], name=c.name) for c in columns),
        touchpoints=tuple(
            _touchpoint(rows[name], ids[name], stage_ids[c.name], goals)
            for c in columns
            for name in c.touchpoints
        ),
        left_out=tuple(short(name) for name in [name for name in rows if name not in ids][:NAMED]),
    )
    counted = tallied(bare, log)
    jmap = bare.model_copy(update={"flow": _flow(bare, counted)})
    evidence = evidence_of(jmap, log, counted, as_of=as_of, goal=goals)
    day = evidence.as_of.date() if evidence.as_of else None
    return jmap.model_copy(update={"updated": day, "evidence": evidence})


def _flow(jmap: JourneyMap, counted: Counted) -> tuple[Flow, ...]:
    """The flows worth drawing; loops are counted as they are in the log."""
    names = counted.view.shown
    ids = dict(zip(names, (t.id for t in jmap.touchpoints), strict=True))
    around = {pair: f for pair, f in counted.direct.items() if pair[0] == pair[1]}
    loops = [n for n in names if n in counted.rows and counted.rows[n]["repeats_share"] >= LOOPS]
    drawn = worth_drawing({**counted.inside, **around}, names, loops)
    return tuple(Flow(source=ids[f.source], target=ids[f.target]) for f in drawn)


def _check(language: str, max_touchpoints: int, stages: int | None) -> None:
    if language not in _TITLE:
        raise UsageError(f"There is no language '{language}'.", hint="There are 'en' and 'zh'.")
    if not 3 <= max_touchpoints <= _MOST_TOUCHPOINTS:
        raise UsageError(
            f"max_touchpoints is {max_touchpoints}.",
            hint=f"A map shows 3 to {_MOST_TOUCHPOINTS} touchpoints.",
        )
    if stages is not None and not 1 <= stages <= _MOST_STAGES:
        raise UsageError(f"stages is {stages}.", hint=f"A map has 1 to {_MOST_STAGES} stages.")


def _columns(
    log: JourneyLog,
    profile: Touchpoints,
    rows: Mapping[str, Row],
    goals: tuple[str, ...],
    language: Language,
    most: int,
    stages: int | None,
) -> tuple[Column, ...]:
    """The stages with the touchpoints to show.

    All candidates are put in order and into stages before some of them are chosen, so that no stage is lost.
    """
    customers = profile.customers
    competing = candidates([_candidate(row, customers) for row in rows.values()], goals)
    own = [rows[c.name] for c in competing]
    whole = _staged(log, own, language, None if stages is None else min(stages, most))
    direct = volumes(log, [c.name for c in competing])
    apart = _transitions(profile, rows)
    shares = {pair: flow.count / apart for pair, flow in direct.items() if all(pair)} if apart else {}
    known = {c.name: c for c in competing}
    chosen = set(
        choose([[known[name] for name in column.touchpoints] for column in whole], shares, goals, most)
    )
    kept = (Column(c.name, tuple(name for name in c.touchpoints if name in chosen)) for c in whole)
    return tuple(column for column in kept if column.touchpoints)


def _candidate(row: Row, customers: int) -> Candidate:
    return Candidate(
        row["touchpoint"],
        row["share_of_customers"],
        row["starts"] / customers,
        row["exits"] / customers,
        row["channel"] or "",
    )


def _transitions(profile: Touchpoints, rows: Mapping[str, Row]) -> int:
    """Transitions between different touchpoints in the log."""
    return sum(int(r["events"] - r["repeats"]) for r in rows.values()) - profile.customers


def _staged(
    log: JourneyLog, rows: Sequence[Row], language: Language, stages: int | None
) -> tuple[Column, ...]:
    names = tuple(row["touchpoint"] for row in rows)
    before = answer(log, PrecedenceSpec(names)).before
    given = [row["stage"] for row in rows]
    if stages is None and 2 <= len(set(given) - {None}) <= _MOST_STAGES:
        return _distinct(
            (short(name), tuple(names[m] for m in members)) for name, members in arrange_by(given, before)
        )
    groups = arrange(names, before, [row["share_of_customers"] for row in rows], stages)
    return _distinct(
        (_stage_name(group, rows, language), tuple(names[m] for m in group.members)) for group in groups
    )


def _distinct(columns: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[Column, ...]:
    """Stages whose names differ: a name that came before gets a number."""
    found: list[Column] = []
    for name, members in columns:
        number = 1 + sum(column.name == name for column in found)
        found.append(Column(name if number == 1 else f"{short(name, LONGEST_NAME - 8)} ({number})", members))
    return tuple(found)


def _stage_name(group: Group, rows: Sequence[Row], language: Language) -> str:
    """The name that words gave, or an honest one made from the touchpoint that most customers of the stage meet."""
    if group.words is not None:
        return group.words.name(language)
    main = max(group.members, key=lambda m: rows[m]["customers"])
    return _AROUND[language].format(name=short(rows[main]["touchpoint"], _LONGEST_QUOTED))


def _touchpoint(row: Row, identifier: str, stage: str, goals: tuple[str, ...]) -> Touchpoint:
    name, share = row["touchpoint"], row["share_of_customers"]
    channel = short(row["channel"] or "")
    kind, media = channel_nature(channel)
    feeling = measured(ratings(row))
    return Touchpoint(
        id=identifier,
        name=short(name),
        stage=stage,
        channel=channel,
        kind=kind,
        media=media,
        emotion=Emotion(score=round(feeling.score, 1), basis=feeling.basis) if feeling else None,
        importance=5 if name in goals else 1 + min(3, int(4 * share)),
        match=Match(touchpoint=(name,)),
    )

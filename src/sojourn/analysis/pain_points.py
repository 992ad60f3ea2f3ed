"""Pain points: what goes wrong at which point of the journey, whom it meets, what it does to the goal, and what that costs."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa

from sojourn.analysis.effects.candidates import Candidate
from sojourn.analysis.effects.estimation import Finding
from sojourn.analysis.effects.grouping import faces
from sojourn.analysis.effects.sample import CUSTOMERS, Sample, SampleTally, sample_of
from sojourn.analysis.effects.study import Study, check_study, study_of
from sojourn.analysis.effects.trace import Point, counts_at, exposed_at
from sojourn.analysis.effects.verdicts import Verdict, corrected, verdict_of
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer, names_in
from sojourn.errors import UnknownNameError
from sojourn.goal import find_goal
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result, of_whole
from sojourn.units import duration_text

_Z: Final = 1.959963984540054
_RANK: Final = ("costs", "unclear", "look_alike", "not_comparable")


@dataclass(frozen=True, repr=False)
class PainPoints(Result):
    """What hurts, by what it costs.

    One row of `table` is one exposure at one point of the journey and one outcome that was still open there. First those
    that cost, each cause once, by value at stake; then other faces of the same causes; then those the data do not
    decide, look-alikes, and those with nobody to compare with.

    - ``id``: names the row in this log; the same question on the same data gives the same ids;
    - ``touchpoint``: where it shows; ``anchor``: where it is decided; ``channel``, ``device``: where it happens, if only there;
    - ``kind``: ``wait``, ``error``, ``channel_break``, ``drop_off``, ``loop``, ``repeated_contact``, ``low_rating``, ``complaint``;
    - ``made_by``: ``company`` or ``customer``;
    - ``limit_s``: the wait that is too long, or the time within which it counts, in seconds; null where there is none;
    - ``outcome``: the touchpoint whose probability changes; ``phase``: ``goal`` (for the first time), ``follow_up`` (what
      comes next, for the first time) or ``again``;
    - ``customers``, ``occurrences``: exposed customers whose outcome was open and is decided by now, and their exposures;
    - ``came``: customers who came to this point; ``share``: exposed of these;
    - ``comparable``: customers it was compared with; ``overlap``: share of exposures with comparable others;
    - ``effect``, ``effect_low``, ``effect_high``: change of the probability per exposed customer, with a 95 % interval;
    - ``p``, ``q``: two-sided; corrected over all candidates of the same maker (Benjamini–Hochberg);
    - ``naive_difference``: what a simple comparison of customers shows;
    - ``value_each``: money per outcome reached, with what follows it within the data;
    - ``value_own``: ``customers × −effect × value_each``, of this outcome alone;
    - ``value_at_stake``, ``value_low``, ``value_high``: the same with a 95 % interval; where a cause costs in several
      outcomes, its first row holds their sum. Null where nothing is claimed or money cannot be computed;
    - ``currency``: null where values have none;
    - ``verdict``: ``costs``, ``unclear``, ``look_alike``, ``not_comparable``;
    - ``cause``: the id of the row that this one is another face, or another outcome, of; null where it stands for itself;
    - ``method``: how it was estimated.
    """

    spec: "PainPointsSpec"
    customers: int
    """Customers counted."""
    sampled: int
    """Customers the effects are estimated on: all, or those with the smallest hashes of their ids."""
    goals: tuple[str, ...]
    """What counted as success."""
    status: str
    """``computed``, or why there are no rows."""
    _table: pa.Table
    _points: Mapping[str, Point] = field(default_factory=dict)

    @property
    def table(self) -> pa.Table:
        """One row per exposure and outcome; see the class."""
        return self._table

    def headline(self) -> str:
        """How much there is, in one line."""
        if self.status != "computed":
            return f"Pain points of {self.customers:,} customers cannot be computed: {self.status}"
        rows = self._table.to_pylist()
        costing = [r for r in rows if r["verdict"] == "costs" and r["cause"] is None]
        return (
            f"Pain points: {len(costing)} that cost, {len(rows)} looked at, of {self.customers:,} customers; "
            f"effects in {of_whole(self.sampled, self.customers)}"
        )

    def estimates(self) -> tuple[Estimate, ...]:
        """Per row the share that meets it, its effect, and of what stands for itself the value at stake per exposed customer.

        Waits of another length are another exposure.
        """
        return tuple(e for row in self._table.to_pylist() for e in _estimates(row))

    def exposed(self, log: JourneyLog, id: str) -> pa.Table:  # noqa: A002  (it is the column's name)
        """The events behind a row, one row per exposure.

        ``customer_id``, ``anchor_time``, ``exposure_time`` (null while still waiting) and ``reached``: whether the outcome came.

        Raises
        ------
        UnknownNameError
            If there is no such row.
        """
        if id not in self._points:
            raise UnknownNameError.among("pain point", id, self._points)
        return exposed_at(log, self._points[id])


@dataclass(frozen=True, slots=True)
class PainPointsSpec:
    """The question: what hurts, and what does it cost?

    Attributes
    ----------
    goal
        Touchpoints that count as success, any of them.
    q
        The false discovery rate that is accepted among what is said to cost.
    sample
        Effects are estimated on at most so many customers.
    """

    goal: tuple[str, ...] = ()
    q: float = 0.1
    sample: int = CUSTOMERS

    def __post_init__(self) -> None:
        check_study(self.q, self.sample)

    def measure(self, journeys: Journeys) -> SampleTally:
        """Take the sample's journeys."""
        return sample_of(journeys, self.sample)

    def conclude(self, tally: SampleTally, vocabularies: Mapping[str, Vocabulary]) -> PainPoints:
        """Find candidates, estimate, correct, group."""
        study = study_of(tally, vocabularies, self.goal)
        if isinstance(study, str):
            return PainPoints(
                self, tally.customers, len(tally.hashes), self.goal, study, _SCHEMA.empty_table()
            )
        return self.told(study)

    def told(self, study: Study) -> PainPoints:
        """The pain points of a log that is studied already."""
        sample, question = study.sample, study.question
        rows = _rows(sample, [*study.made, *study.suffered], self.q)
        points = {
            row["id"]: Point(
                f.candidate, f.outcome.phase, question.goals, question.follow_ups, f.usual, sample.span
            )
            for row, f in rows
        }
        table = pa.Table.from_pylist([row for row, _ in rows], schema=_SCHEMA)
        return PainPoints(self, study.customers, study.sampled, study.goals, "computed", table, points)


def _rows(sample: Sample, findings: list[Finding], level: float) -> list[tuple[dict[str, Any], Finding]]:
    q = corrected(findings)
    judged = [
        (finding, float(own), verdict_of(finding, float(own), level))
        for finding, own in zip(findings, q.tolist(), strict=True)
    ]
    # Coming to a page that fails on one device is told there, not once more as a choice.
    failing = {
        (f.candidate.anchor, f.outcome.phase)
        for f, _, verdict in judged
        if verdict == "costs" and f.candidate.kind == "drop_off"
    }
    judged = [j for j in judged if (j[0].candidate.exposure, j[0].outcome.phase) not in failing]
    leaders = faces([f for f, _, verdict in judged if verdict == "costs"])
    rows = [(_row(sample, f, own, verdict), f) for f, own, verdict in judged]
    _sum_up(rows, leaders)
    return sorted(rows, key=lambda pair: _order(pair[0]))


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    stake = row["value_at_stake"] if row["value_at_stake"] is not None else -math.inf
    size = row["customers"] * -(row["effect"] or 0.0)
    return (_RANK.index(row["verdict"]), row["cause"] is not None, -stake, -size, row["id"])


def _sum_up(rows: list[tuple[dict[str, Any], Finding]], leaders: Mapping[Candidate, Candidate]) -> None:
    """Give every cause one leading row with the sum over its outcomes; the others name it."""
    costing = [(row, f) for row, f in rows if row["verdict"] == "costs"]
    for candidate in sorted(set(leaders.values())):
        own = [row for row, f in costing if f.candidate == candidate]
        first = max(
            own, key=lambda row: (row["value_own"] or 0.0, -row["effect"] * row["customers"], row["id"])
        )
        if all(row["value_own"] is not None for row in own):
            total = sum(row["value_own"] for row in own)
            half = math.sqrt(sum((row["value_high"] - row["value_low"]) ** 2 / 4 for row in own))
            first |= {"value_at_stake": total, "value_low": total - half, "value_high": total + half}
        for row, f in costing:
            if leaders[f.candidate] == candidate and row is not first:
                row["cause"] = first["id"]


def _row(sample: Sample, finding: Finding, q: float, verdict: Verdict) -> dict[str, Any]:
    c, names = finding.candidate, sample.names
    touchpoint = names[c.exposure if c.exposure >= 0 else c.anchor]
    estimated = finding.status == "estimated"
    worth = _stake(sample, finding) if verdict in ("costs", "unclear") and c.maker == "company" else None
    group = sample.vocabularies[c.attribute].names[c.group] if c.attribute else None
    outcome = " / ".join(names[code] for code in finding.outcome.touchpoints)
    kind = "drop_off" if c.kind == "visit_page" else c.kind
    where = [
        kind,
        names[c.anchor] if c.anchor >= 0 else "",
        names[c.exposure] if c.exposure >= 0 else "",
        "" if group is None else group if c.attribute == "device" or c.kind == "wait" else f"channel {group}",
    ]
    scale = 1 / sample.share
    return {
        "id": " > ".join([*(part for part in where if part), finding.outcome.phase]),
        "touchpoint": touchpoint,
        "anchor": names[c.anchor] if c.anchor >= 0 else touchpoint,
        "channel": group if c.attribute == "channel" else sample.usual_channel(names.index(touchpoint)),
        "device": group if c.attribute == "device" else None,
        "kind": kind,
        "made_by": c.maker,
        "limit_s": c.limit / 1e6 if c.limit else None,
        "outcome": outcome,
        "phase": finding.outcome.phase,
        "customers": round(finding.customers * scale),
        "occurrences": round(finding.occurrences * scale),
        "came": round(finding.came * scale),
        "share": finding.customers / finding.came,
        "comparable": finding.comparable,
        "overlap": finding.overlap,
        "effect": finding.effect if estimated else None,
        "effect_low": max(-1.0, finding.effect - _Z * finding.error) if estimated else None,
        "effect_high": min(1.0, finding.effect + _Z * finding.error) if estimated else None,
        "p": finding.p if estimated else None,
        "q": q if estimated else None,
        "naive_difference": finding.naive,
        "value_each": finding.value if sample.currency is not None and np.isfinite(finding.value) else None,
        "value_own": worth[0] if worth else None,
        "value_at_stake": worth[0] if worth else None,
        "value_low": worth[1] if worth else None,
        "value_high": worth[2] if worth else None,
        "currency": sample.currency or None,
        "verdict": verdict,
        "cause": None,
        "method": "excess_endings" if c.kind == "drop_off" else "doubly_robust",
    }


def _estimates(row: Mapping[str, Any]) -> Iterator[Estimate]:
    key, n = (row["id"],), row["customers"]
    how = f"from {duration_text(row['limit_s'])} on" if row["limit_s"] else ""
    yield Estimate(key, "exposed_share", row["came"], row["share"], method=how)
    effect, low, high = row["effect"], row["effect_low"], row["effect_high"]
    if effect is None:
        yield Estimate(key, "effect", n, None, 0.0, "there are not enough comparable customers")
    else:
        error = max(high - effect, effect - low) / _Z  # one end may be cut at −1 or 1
        yield Estimate(key, "effect", n, effect, error * error * n, method=how)
    if row["cause"] is not None:
        return
    if row["value_at_stake"] is None or not n:
        yield Estimate(key, "stake_per_customer", n, None, 0.0, "no money is claimed")
    else:
        error = (row["value_high"] - row["value_low"]) / 2 / _Z / n
        money = ", ".join(part for part in (how, row["currency"]) if part)
        yield Estimate(
            key, "stake_per_customer", n, row["value_at_stake"] / n, error * error * n, method=money
        )


def _stake(sample: Sample, finding: Finding) -> tuple[float, float, float] | None:
    """Exposed customers × effect × value, with its interval by the delta method; None if money cannot be computed."""
    if sample.currency is None or not np.isfinite(finding.value) or finding.value <= 0:
        return None
    people = finding.customers / sample.share
    middle = -people * finding.effect * finding.value
    half = _Z * people * math.hypot(finding.error * finding.value, finding.effect * finding.value_error)
    return middle, middle - half, middle + half


_MONEY: Final = ("value_own", "value_at_stake", "value_low", "value_high")
_TEXT: Final = ("id", "touchpoint", "anchor", "channel", "device", "kind", "made_by")
_SCHEMA: Final = pa.schema(
    [
        *((name, pa.string()) for name in _TEXT),
        ("limit_s", pa.float64()),
        ("outcome", pa.string()),
        ("phase", pa.string()),
        *((name, pa.int64()) for name in ("customers", "occurrences", "came")),
        ("share", pa.float64()),
        ("comparable", pa.int64()),
        *(
            (name, pa.float64())
            for name in (
                *("overlap", "effect", "effect_low", "effect_high", "p", "q", "naive_difference"),
                *("value_each", "value_own", "value_at_stake", "value_low", "value_high"),
            )
        ),
        *((name, pa.string()) for name in ("currency", "verdict", "cause", "method")),
    ]
)


def pain_points(
    log: JourneyLog, goal: str | Iterable[str] = (), *, q: float = 0.1, sample: int = CUSTOMERS
) -> PainPoints:
    """What goes wrong along the journey, whom it meets, what it does to the goal and to what follows, and what that costs.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    goal
        Touchpoints that count as success, any of them; the one that most looks like it if none is given.
    q
        The false discovery rate that is accepted among what is said to cost.
    sample
        Effects are estimated on at most so many customers. Exposures are counted among all.

    Returns
    -------
    PainPoints
        See the class for the columns of its table.

    Raises
    ------
    UnknownNameError
        If a goal is no touchpoint of the log; it names the nearest.
    UsageError
        If ``q`` or ``sample`` makes no sense.

    Notes
    -----
    Candidates are found from the journeys without looking at outcomes. Exposed customers are compared with others at the
    same point of the journey by augmented inverse-probability weighting on what was known before; standard errors are
    clustered by customer. Only what the company makes (a wait, a failure, a hand-over, a page that fails on a device) can
    be said to cost; what customers choose is at most unclear, since what made them choose it is hidden.
    ``docs/explanation/pain-points.md`` argues every step, and shows how often it is right where the truth is known.
    """
    goals = find_goal(log, names_in(goal)).touchpoints
    return counted(log, answer(log, PainPointsSpec(goals, q, sample)))


def counted(log: JourneyLog, found: PainPoints) -> PainPoints:
    """The same with exposures counted among all customers where a sample was studied, and money to match."""
    if found.sampled == found.customers:
        return found
    counts = counts_at(log, found._points)  # noqa: SLF001  (the result's own)
    rows = found.table.to_pylist()
    for row in rows:
        customers, row["occurrences"] = counts[row["id"]]
        factor = customers / max(1, row["customers"])
        row |= {name: row[name] * factor for name in _MONEY if row[name] is not None}
        row["customers"], row["came"] = customers, max(customers, round(customers / row["share"]))
    return replace(found, _table=pa.Table.from_pylist(sorted(rows, key=_order), schema=_SCHEMA))


def _examples(names: tuple[str, ...]) -> tuple[Spec[SampleTally, PainPoints], ...]:
    return PainPointsSpec((names[2],)), PainPointsSpec((names[0], names[2]), q=0.05, sample=3)


ANALYSIS: Final = Analysis(pain_points, _examples)

"""Moments of truth: where going well or going badly moves the outcome most."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from sojourn.analysis.effects.estimation import Finding
from sojourn.analysis.effects.grouping import faces
from sojourn.analysis.effects.sample import CUSTOMERS, Sample, SampleTally, sample_of
from sojourn.analysis.effects.search import Choice
from sojourn.analysis.effects.study import Study, check_study, study_of
from sojourn.analysis.effects.verdicts import stands
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer, names_in
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.goal import find_goal
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result, of_whole

_Z: Final = 1.959963984540054
_TINY: Final = 1e-12
_QUALITY: Final = {
    "wait": "soon",
    "error": "no_failure",
    "channel_break": "one_channel",
    "drop_off": "works_everywhere",
    "visit_page": "met",
}


@dataclass(frozen=True, repr=False)
class MomentsOfTruth(Result):
    """Touchpoints whose quality moves the outcome, the strongest first.

    One row of `table` is one touchpoint and one outcome, with what "well" means there; of several meanings, the one whose
    effect is surest:

    - ``touchpoint``: where it shows; ``anchor``: where it is decided;
    - ``quality``: what going well means: ``soon`` (``touchpoint`` comes within ``limit_s`` seconds of ``anchor``),
      ``no_failure`` (``touchpoint`` does not follow ``anchor``), ``one_channel`` (a contact ends in the channel it began in),
      ``works_everywhere`` (the page lets visits go on on ``device`` or in ``channel`` as elsewhere), ``met`` (a visit comes to
      ``touchpoint``);
    - ``limit_s``, ``device``, ``channel``: see there, else null;
    - ``outcome``, ``phase``: the touchpoint whose probability moves: the goal (``goal``), what follows it (``follow_up``),
      or that ``again``;
    - ``effect``, ``low``, ``high``: probability when it goes well minus when it goes badly, of the customers whom it went badly
      (for ``met``: who met it), with a 95 % interval;
    - ``p``, ``q``: two-sided; corrected over all that was compared (Benjamini–Hochberg);
    - ``customers``: whom it went badly (for ``met``: who met it); ``comparable``: customers they were compared with;
    - ``placebo``, ``placebo_high``: for ``met``: how much nearer to the goal the same visits were before, as a share of now,
      and the upper end of its 90 % interval; else null.
    """

    spec: "MomentsOfTruthSpec"
    customers: int
    """Customers counted."""
    sampled: int
    """Customers the effects are estimated on."""
    goals: tuple[str, ...]
    """What counted as success."""
    status: str
    """``computed``, or why there are no rows."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per touchpoint and outcome; see the class."""
        return self._table

    def headline(self) -> str:
        """How many there are, in one line."""
        if self.status != "computed":
            return f"Moments of truth of {self.customers:,} customers cannot be computed: {self.status}"
        found_in = of_whole(self.sampled, self.customers)
        return (
            f"Moments of truth: {self._table.num_rows} of {self.customers:,} customers; effects in {found_in}"
        )

    def estimates(self) -> tuple[Estimate, ...]:
        """None: effects carry their own intervals."""
        return ()


@dataclass(frozen=True, slots=True)
class MomentsOfTruthSpec:
    """The question: where does quality move the outcome?

    Attributes
    ----------
    goal
        Touchpoints that count as success, any of them.
    q
        The false discovery rate that is accepted.
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

    def conclude(self, tally: SampleTally, vocabularies: Mapping[str, Vocabulary]) -> MomentsOfTruth:
        """Estimate what the company makes, and what customers choose that passes its placebo."""
        study = study_of(tally, vocabularies, self.goal)
        if isinstance(study, str):
            nothing = _SCHEMA.empty_table()
            return MomentsOfTruth(self, tally.customers, len(tally.hashes), self.goal, study, nothing)
        return self.told(study)

    def told(self, study: Study) -> MomentsOfTruth:
        """The moments of truth of a log that is studied already."""
        made = [f for f in study.made if f.status == "estimated"]
        table = pa.Table.from_pylist(_rows(study.sample, made, study.choices, self.q), schema=_SCHEMA)
        return MomentsOfTruth(self, study.customers, study.sampled, study.goals, "computed", table)


def _rows(sample: Sample, made: list[Finding], chosen: list[Choice], level: float) -> list[dict[str, Any]]:
    """One row per touchpoint and outcome with an effect that stands, of faces of one cause the sharpest alone."""
    everything = [*made, *(choice.finding for choice in chosen)]
    q = benjamini_hochberg(np.array([f.p for f in everything], np.float64)).tolist()
    standing = [f for f, own in zip(everything, q, strict=True) if stands(f, own, level)]
    harm = [f for f in standing if f.candidate.maker == "company" and f.effect < 0]
    leaders = faces(harm)
    told = [f for f in harm if leaders[f.candidate] == f.candidate]
    failing = {f.candidate.anchor for f in told if f.candidate.kind == "drop_off"}
    placebos = {id(choice.finding): choice for choice in chosen}
    told += [f for f in standing if id(f) in placebos and f.candidate.exposure not in failing]
    corrected = {id(f): own for f, own in zip(everything, q, strict=True)}
    surest: dict[tuple[str, str], dict[str, Any]] = {}
    for f in sorted(told, key=lambda f: (-abs(f.effect) / max(f.error, _TINY), f.candidate)):
        row = _row(sample, f, corrected[id(f)], placebos.get(id(f)))
        surest.setdefault((row["touchpoint"], row["outcome"]), row)
    return sorted(
        surest.values(), key=lambda row: (-abs(row["effect"]), row["touchpoint"], row["phase"], row["anchor"])
    )


def _row(sample: Sample, finding: Finding, q: float, choice: Choice | None) -> dict[str, Any]:
    c, names = finding.candidate, sample.names
    sign = 1.0 if choice is not None else -1.0
    ends = sorted(sign * (finding.effect + side * _Z * finding.error) for side in (-1, 1))
    group = sample.vocabularies[c.attribute].names[c.group] if c.attribute else None
    touchpoint = names[c.exposure if c.exposure >= 0 else c.anchor]
    placebo = choice.placebo if choice is not None else None
    return {
        "touchpoint": touchpoint,
        "anchor": names[c.anchor] if c.anchor >= 0 else touchpoint,
        "quality": _QUALITY[c.kind],
        "limit_s": c.limit / 1e6 if c.kind == "wait" else None,
        "device": group if c.attribute == "device" else None,
        "channel": group if c.attribute == "channel" else None,
        "outcome": " / ".join(names[code] for code in finding.outcome.touchpoints),
        "phase": finding.outcome.phase,
        "effect": sign * finding.effect,
        "low": max(-1.0, ends[0]),
        "high": min(1.0, ends[1]),
        "p": finding.p,
        "q": q,
        "customers": round(finding.customers / sample.share),
        "comparable": finding.comparable,
        "placebo": abs(placebo.before / placebo.now) if placebo else None,
        "placebo_high": placebo.share_high if placebo else None,
    }


_SCHEMA: Final = pa.schema(
    [
        *((name, pa.string()) for name in ("touchpoint", "anchor", "quality")),
        ("limit_s", pa.float64()),
        *((name, pa.string()) for name in ("device", "channel", "outcome", "phase")),
        *((name, pa.float64()) for name in ("effect", "low", "high", "p", "q")),
        *((name, pa.int64()) for name in ("customers", "comparable")),
        *((name, pa.float64()) for name in ("placebo", "placebo_high")),
    ]
)


def moments_of_truth(
    log: JourneyLog, goal: str | Iterable[str] = (), *, q: float = 0.1, sample: int = CUSTOMERS
) -> MomentsOfTruth:
    """Touchpoints whose quality moves the outcome most: soon or late, failed or not, handed over or not, met or not.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    goal
        Touchpoints that count as success, any of them; the one that most looks like it if none is given.
    q
        The false discovery rate that is accepted.
    sample
        Effects are estimated on at most so many customers.

    Returns
    -------
    MomentsOfTruth
        See the class for the columns of its table.

    Raises
    ------
    UnknownNameError
        If a goal is no touchpoint of the log; it names the nearest.
    UsageError
        If ``q`` or ``sample`` makes no sense.

    Notes
    -----
    What the company makes is estimated as in :func:`sojourn.analysis.pain_points.pain_points`. What customers choose (a
    page, a quiz) is told only if the same customers were not already nearer to the goal in their visits before: the
    placebo must not be significant, and the upper end of its 90 % interval below a quarter of what is seen now. And of the
    visits that went on from the same point, those that went there must certainly have come further than the others.
    """
    return answer(log, MomentsOfTruthSpec(find_goal(log, names_in(goal)).touchpoints, q, sample))


def _examples(names: tuple[str, ...]) -> tuple[Spec[SampleTally, MomentsOfTruth], ...]:
    return MomentsOfTruthSpec((names[2],)), MomentsOfTruthSpec((names[0], names[2]), q=0.05, sample=3)


ANALYSIS: Final = Analysis(moments_of_truth, _examples)

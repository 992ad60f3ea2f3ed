"""What a check of a map says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from sojourn.journeymap.conform.alignment import Fit, Group
from sojourn.journeymap.conform.deviation import Deviation
from sojourn.journeymap.conform.parts import Part, PartName, score_of
from sojourn.journeymap.conform.proposing import evidence_of, proposals_of
from sojourn.journeymap.conform.words import Language, reason, remedy, said
from sojourn.journeymap.proposals import Proposal, plain_proposal
from sojourn.results import Result

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS: Final = ("customers", "of", "share", "share_low", "share_high")


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """The parameters of a check; see :func:`sojourn.check`."""

    title: str
    least: float
    by: tuple[str, ...]
    language: Language


@dataclass(frozen=True, repr=False)
class Conformance(Result):
    """A map beside behaviour.

    One row of `table` is one deviation, most customers first: ``kind``, ``part`` (``touchpoint``, ``flow`` or ``map``),
    ``id``, ``customers``, ``of`` (customers of the check), ``share`` with its 95 % interval ``share_low`` and
    ``share_high``, ``says`` and ``remedy`` in the language of the check, and ``proposed``: whether there is a proposal.

    Attributes
    ----------
    spec
        The parameters.
    customers, events
        What was checked: customers with an event of a touchpoint that the map does not leave out, and those events.
    parts
        Fitness, precision, feelings and waits.
    fit
        More about fitness; None where it cannot be computed.
    groups
        Fitness of groups of customers: per channel, persona, or value of an attribute.
    skipped_groups
        Groups that were asked for and cannot be told from the data, with the reason.
    deviations
        Where map and behaviour differ, most customers first.
    events_of_log
        All events of the log, those included that the map leaves out on purpose.
    """

    spec: CheckSpec
    customers: int
    events: int
    parts: tuple[Part, ...]
    fit: Fit | None
    groups: tuple[tuple[Group, Fit], ...]
    skipped_groups: tuple[tuple[str, str], ...] = ()
    deviations: tuple[Deviation, ...] = field(default=(), repr=False)
    events_of_log: int = 0

    @cached_property
    def score(self) -> float | None:
        """The harmonic mean of the parts that can be computed; None without fitness and precision."""
        return score_of(self.parts)

    def part(self, name: PartName) -> Part:
        """A part of the score."""
        return next(part for part in self.parts if part.name == name)

    @property
    def fitness(self) -> float | None:
        """How much of behaviour the map explains: mean over journeys, 0 … 1."""
        return self.part("fitness").value

    @property
    def precision(self) -> float | None:
        """How much of the map happens, 0 … 1."""
        return self.part("precision").value

    @property
    def reason(self) -> str:
        """Why there is no score; empty where there is one."""
        if self.score is not None:
            return ""
        return next(reason(p.reason, self.spec.language) for p in self.parts[:2] if p.value is None)

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """Edits that would bring the map in line with behaviour, in an order in which all can be accepted."""
        return proposals_of(self.deviations, self.spec.language)

    @cached_property
    def table(self) -> "pa.Table":
        """One row per deviation; see the class."""
        import pyarrow as pa

        rows = [
            {
                "kind": d.kind,
                "part": d.part,
                "id": d.id,
                **{name: evidence_of(d)[name] for name in _COLUMNS},
                "says": said(d, self.spec.language),
                "remedy": remedy(d, self.spec.language),
                "proposed": bool(d.commands),
            }
            for d in self.deviations
        ]
        return pa.Table.from_pylist(rows, schema=_schema())

    def headline(self) -> str:
        """The score in one line."""
        score = "no score" if self.score is None else f"score {self.score:.2f}"
        return f"Conformance: {score}, {len(self.deviations):,} deviations, {self.customers:,} customers"

    def to_dict(self) -> dict[str, Any]:
        """Plain values: the score and its parts, groups, deviations under ``rows``, and proposals."""
        return {
            **super().to_dict(),
            "score": self.score,
            "reason": self.reason,
            "customers": self.customers,
            "events": self.events,
            "events_of_log": self.events_of_log,
            "parts": plain_parts(self.parts, self.spec.language),
            "weighted_fitness": None
            if self.fit is None
            else {
                "value": self.fit.weighted,
                "low": self.fit.weighted_low,
                "high": self.fit.weighted_high,
                "n": self.fit.customers,
            },
            "groups": [
                {
                    "dimension": group.dimension,
                    "name": group.name,
                    "customers": fit.customers,
                    "fitness": fit.value,
                    "low": fit.low,
                    "high": fit.high,
                }
                for group, fit in self.groups
            ],
            "skipped_groups": [{"name": name, "reason": why} for name, why in self.skipped_groups],
            "proposals": [plain_proposal(proposal) for proposal in self.proposals],
        }


def plain_parts(parts: Sequence[Part], language: Language) -> dict[str, dict[str, Any]]:
    """Parts of a score as plain values, by name."""
    return {
        part.name: {
            "value": part.value,
            "low": part.low,
            "high": part.high,
            "n": part.n,
            "reason": reason(part.reason, language) if part.reason else "",
        }
        for part in parts
    }


def _schema() -> "pa.Schema":
    import pyarrow as pa

    text, whole, share = pa.string(), pa.int64(), pa.float64()
    return pa.schema(
        [
            ("kind", text),
            ("part", text),
            ("id", text),
            ("customers", whole),
            ("of", whole),
            ("share", share),
            ("share_low", share),
            ("share_high", share),
            ("says", text),
            ("remedy", text),
            ("proposed", pa.bool_()),
        ]
    )

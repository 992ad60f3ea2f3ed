"""Deviations as proposals: edits to accept or refuse, each with what speaks for it."""

from collections.abc import Iterable, Sequence
from typing import Final

from sojourn.journeymap.conform.deviation import Deviation, Kind
from sojourn.journeymap.conform.words import Language, said
from sojourn.journeymap.proposals import Proposal

_ORDER: Final[tuple[Kind, ...]] = (
    "missing_touchpoint",
    "unknown_name",
    "missing_flow",
    "missing_loop",
    "other_order",
    "begins_elsewhere",
    "ends_elsewhere",
    "never_begins",
    "never_ends",
    "feels_worse",
    "feels_better",
    "takes_longer",
    "unused_flow",
    "unused_loop",
    "unmet_touchpoint",
)
"""What is added comes before what is removed, so that any of them can be accepted in this order."""
_LONGEST_ID: Final = 100
_ROUND: Final = 4


def proposals_of(deviations: Iterable[Deviation], language: Language) -> tuple[Proposal, ...]:
    """A proposal for every deviation that an edit can settle, in an order in which all can be accepted."""
    found = [d for d in deviations if d.commands]
    found.sort(key=lambda d: (_ORDER.index(d.kind), -d.customers, d.id))
    return tuple(
        Proposal(id=identifier, says=said(d, language), evidence=evidence_of(d), commands=d.commands)
        for d, identifier in zip(found, _ids(found), strict=True)
    )


def evidence_of(deviation: Deviation) -> dict[str, float | int | str]:
    """The figures behind a deviation."""
    share = deviation.share
    return {
        "customers": share.customers,
        "of": share.n,
        "share": round(share.value, _ROUND),
        "share_low": round(share.low, _ROUND),
        "share_high": round(share.high, _ROUND),
        **deviation.numbers,
    }


def _ids(deviations: Sequence[Deviation]) -> list[str]:
    """Ids that say what is proposed: the kind and the id of the part."""
    ids: list[str] = []
    taken: set[str] = set()
    for deviation in deviations:
        full = f"{deviation.kind.replace('_', '-')}/{deviation.id.replace('>', '/')}"
        candidate = full[:_LONGEST_ID]
        number = 2
        while candidate in taken:
            candidate = f"{full[: _LONGEST_ID - 6]}-{number}"
            number += 1
        taken.add(candidate)
        ids.append(candidate)
    return ids

"""Put touchpoints that a map had left out back on it, because something is to be said about them."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from sojourn.events.taxonomy.words.channels import channel_nature
from sojourn.journeymap.model import (
    Flow,
    FlowEvidence,
    JourneyMap,
    Match,
    Touchpoint,
    TouchpointEvidence,
)
from sojourn.journeymap.slugs import slugs
from sojourn.report import document as doc
from sojourn.report.mapping import names_of

_LONGEST: Final = 200
_WAYS: Final = 2
"""Flows drawn into a touchpoint that is put back, and out of it."""


def grafted(jmap: JourneyMap, report: doc.Report, names: Iterable[str]) -> JourneyMap:
    """The map with these touchpoints on it; those it draws already, and those the report does not list, change nothing.

    A touchpoint that is put back stands last in the stage that most of its neighbours in the log belong to, with its two
    strongest flows in and out. ``evidence`` counts it among the shown ones, and the transitions it adds.
    """
    evidence = jmap.evidence
    if evidence is None:
        return jmap
    drawn = {name: t for t in jmap.touchpoints for name in names_of(t)}
    rows = {t.name: t for t in report.touchpoints or ()}
    missing = [rows[name] for name in dict.fromkeys(names) if name in rows and name not in drawn]
    for row in missing:
        jmap = _graft(jmap, report, row)
    return jmap


def _graft(jmap: JourneyMap, report: doc.Report, row: doc.Touchpoint) -> JourneyMap:
    at = {name: t for t in jmap.touchpoints for name in names_of(t)}
    between = [
        t
        for t in report.transitions or ()
        if t.source != t.target and row.name in {t.source, t.target} and {t.source, t.target} & at.keys()
    ]
    stage = _stage(jmap, row, between, at)
    name = row.name[:_LONGEST]
    taken = [t.id for t in jmap.touchpoints]
    identifier = list(slugs([*taken, f" {row.name}"]).values())[-1]  # a blank: no id has one
    channel = (row.channel or "")[:_LONGEST]
    kind, media = channel_nature(channel)
    touchpoint = Touchpoint(
        id=identifier,
        name=name,
        stage=stage,
        channel=channel,
        kind=kind,
        media=media,
        match=Match(touchpoint=(row.name,)),
    )
    evidence = jmap.evidence
    assert evidence is not None
    ways = _strongest(between, row.name)
    flows = [(at[t.source].id if t.source != row.name else identifier, t) for t in ways]
    carried = [(source, at[t.target].id if t.target != row.name else identifier, t) for source, t in flows]
    listed = sum(t.count for t in report.transitions or () if t.source and t.target and t.source != t.target)
    every = listed / (report.coverage.transitions_listed_share or 1.0)
    share = evidence.transitions_shown_share + (sum(t.count for t in ways) / every if every else 0.0)
    return jmap.model_copy(
        update={
            "touchpoints": (*jmap.touchpoints, touchpoint),
            "flow": (*jmap.flow, *(Flow(source=a, target=b) for a, b, _ in carried)),
            "left_out": tuple(out for out in jmap.left_out if out != row.name),
            "evidence": evidence.model_copy(
                update={
                    "touchpoints": {**evidence.touchpoints, identifier: _known(row)},
                    "touchpoints_shown": evidence.touchpoints_shown + 1,
                    "transitions_shown_share": round(min(share, 1.0), 4),
                    "flow": (*evidence.flow, *(_flow(a, b, t) for a, b, t in carried)),
                    "folded": tuple(folded for folded in evidence.folded if folded != row.name),
                }
            ),
        }
    )


def _stage(
    jmap: JourneyMap, row: doc.Touchpoint, between: list[doc.Transition], at: dict[str, Touchpoint]
) -> str:
    if row.stage is not None:
        found = next((s.id for s in jmap.stages if s.name == row.stage), None)
        if found is not None:
            return found
    votes: Counter[str] = Counter()
    for t in between:
        other = t.source if t.target == row.name else t.target
        votes[at[other].stage] += t.count
    order = [stage.id for stage in jmap.stages]
    return min(order, key=lambda s: (-votes[s], order.index(s)))


def _strongest(between: list[doc.Transition], name: str) -> list[doc.Transition]:
    into = sorted((t for t in between if t.target == name and t.source), key=lambda t: (-t.count, t.source))
    out = sorted((t for t in between if t.source == name and t.target), key=lambda t: (-t.count, t.target))
    return [*into[:_WAYS], *out[:_WAYS]]


def _known(row: doc.Touchpoint) -> TouchpointEvidence:
    return TouchpointEvidence(
        customers=row.customers,
        events=row.events,
        share=round(row.share_of_customers, 4),
        exits=row.exits,
        exits_share=round(row.exits_share, 4),
        median_wait_s=None if row.median_wait_s is None else round(row.median_wait_s, 3),
    )


def _flow(source: str, target: str, transition: doc.Transition) -> FlowEvidence:
    return FlowEvidence(
        source=source,
        target=target,
        count=transition.count,
        customers=transition.customers,
        median_s=transition.median_s,
    )

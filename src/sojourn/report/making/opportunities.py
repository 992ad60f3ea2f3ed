"""What to do about the pain points: from the playbook, weighed by what they cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from sojourn.playbook import Play, kpi_words, owner_words, plays_for
from sojourn.report.blocks.pain import Opportunity, PainPoint
from sojourn.report.context import Context

_GRADES: Final = 5


@dataclass(frozen=True, slots=True)
class _Weighed:
    """An action for a pain point and what it would move."""

    pain: PainPoint
    play: Play
    impact: int

    @property
    def rank(self) -> tuple[bool, float, float, int, str]:
        """Sorts what pays first: known costs, impact by effort, the value itself, the smaller effort."""
        value = self.pain.value_at_stake or 0.0
        return (
            self.pain.verdict != "costs",
            -self.impact / self.play.effort,
            -value,
            self.play.effort,
            self.pain.id,
        )


def opportunities_block(
    context: Context, pain_points: Sequence[PainPoint] | None
) -> tuple[Opportunity, ...] | None:
    """Actions for the pain points that cost something, the one that pays first at the front; None if there are none.

    Of every sort (quick win, strategic, innovation) the playbook's entry for the kind of pain and the channel. Of a
    pain point whose effect is unclear only the quick win, behind all others and with that verdict. Another face of the
    same cause gets none of its own.

    *Impact* is the value at stake as a share of the largest one, in fifths (5 = the largest); where no pain point has a
    value, customers times effect takes its place. *Priority* counts impact ÷ effort, the larger value first at a tie.
    """
    told = [p for p in pain_points or () if p.verdict in {"costs", "unclear"} and p.cause is None]
    valued = any(p.value_at_stake for p in told if p.verdict == "costs")
    weights = {p.id: _weight(p, valued=valued) for p in told}
    most = max((weights[p.id] for p in told if p.verdict == "costs"), default=0.0)
    weighed = [
        _Weighed(pain, play, _impact(weights[pain.id], most))
        for pain in told
        for play in plays_for(pain.kind, pain.channel)
        if pain.verdict == "costs" or play.sort == "quick_win"
    ]
    weighed.sort(key=lambda w: w.rank)
    return tuple(_opportunity(context, w, i) for i, w in enumerate(weighed, 1)) or None


def _weight(pain: PainPoint, *, valued: bool) -> float:
    if valued:
        return max(pain.value_at_stake or 0.0, 0.0)
    return max(-(pain.effect or 0.0), 0.0) * pain.customers


def _impact(weight: float, most: float) -> int:
    """1 to 5; what weighs nothing beside the others is 1."""
    return min(max(ceil(_GRADES * weight / most), 1), _GRADES) if most > 0 else 1


def _opportunity(context: Context, weighed: _Weighed, priority: int) -> Opportunity:
    pain, play = weighed.pain, weighed.play
    return Opportunity(
        id=f"{pain.id}.{play.sort}",
        pain_point=pain.id,
        action=play.action(context.language),
        kind=play.sort,
        impact=weighed.impact,
        effort=play.effort,
        priority=priority,
        owner=owner_words(play.owner, context.language),
        kpi=kpi_words(play.kpi, pain.touchpoint, context.language),
        value=pain.value_at_stake,
        currency=pain.currency,
        verdict=pain.verdict,
    )

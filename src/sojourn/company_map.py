"""The true map of the demo company: every touchpoint, every way that customers take, what they truly feel."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from sojourn.analysis.touchpoints import touchpoints
from sojourn.analysis.transitions import transitions
from sojourn.demo.company import Company
from sojourn.demo.ledger import ledger
from sojourn.demo.touchpoints import STAGES, Touch
from sojourn.journeymap.conform.cells import round_duration
from sojourn.journeymap.model import Emotion, Flow, JourneyMap, Match, Stage, Touchpoint
from sojourn.journeymap.slugs import slugs

LEAST: Final = 0.01
"""The share of customers from which a way is drawn, and from which journeys begin or end somewhere."""
_AWAITED: Final = (Touch.CHAT_STARTED, Touch.ORDER_PLACED, Touch.SHIPPED)
"""Where customers wait for the company."""
_PATIENCE: Final = 2.0
"""They expect to wait at most so many times as long as is usual."""


def true_map(company: Company, *, least: float = LEAST) -> JourneyMap:
    """The map that a perfect observer of the company would draw.

    Examples
    --------
    >>> from sojourn.demo.company import simulate
    >>> jmap = true_map(simulate(300, seed=1))
    >>> len(jmap.stages), jmap.touchpoints[0].name, jmap.touchpoints[0].starts
    (7, 'Ad seen', True)
    """
    from sojourn.reading import read

    log = read(ledger(company))
    profile = touchpoints(log)
    rows = {row["touchpoint"]: row for row in profile.table.to_pylist()}
    least_customers = max(1.0, least * profile.customers)
    ways = [
        (row["source"], row["target"])
        for row in transitions(log).table.to_pylist()
        if row["customers"] >= least_customers
    ]
    stages = slugs(STAGES)
    order = sorted(
        rows, key=lambda name: (STAGES.index(rows[name]["stage"]), rows[name]["median_position"], name)
    )
    ids = slugs(order)
    feelings = _feelings(company)
    spots = tuple(
        Touchpoint(
            id=ids[name],
            name=name,
            stage=stages[rows[name]["stage"]],
            channel=rows[name]["channel"] or "",
            starts=("", name) in ways,
            ends=(name, "") in ways,
            expected_wait=_expected(name, rows[name]),
            emotion=Emotion(score=feelings[name]),
            match=Match(touchpoint=(name,)),
        )
        for name in order
    )
    return JourneyMap(
        title="Pairwise, as it is",
        stages=tuple(Stage(id=stages[name], name=name) for name in STAGES),
        touchpoints=spots,
        flow=tuple(Flow(source=ids[a], target=ids[b]) for a, b in ways if a and b),
    )


def _feelings(company: Company) -> dict[str, float]:
    """What customers feel at each touchpoint, by the name under which it is read; −5 … +5."""
    names = sorted({t.called for t in Touch})
    code = np.array([names.index(t.called) for t in Touch])[
        company.events["touchpoint"].to_numpy().astype(np.int64)
    ]
    emotion = company.events["emotion"].to_numpy().astype(np.float64)
    n = np.maximum(np.bincount(code, minlength=len(names)), 1)
    means = np.bincount(code, weights=emotion, minlength=len(names)) / n
    return dict(zip(names, means.round(1).tolist(), strict=True))


def _expected(name: str, row: Mapping[str, Any]) -> str | None:
    if name not in {t.called for t in _AWAITED} or row["median_wait_s"] is None:
        return None
    return round_duration(_PATIENCE * row["median_wait_s"])

"""A view of a log whose names are few enough for analyses that compare every touchpoint with every other."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

import numpy as np

from sojourn.journeymap.bind.tally import Counted
from sojourn.journeymap.matching import View
from sojourn.log.vocabulary import Vocabulary

OTHERS: Final = 300
"""Touchpoints that are not on the map, most customers first, that keep their names; all further ones are taken for one."""

_REST: Final = "…"


def narrowed(counted: Counted, keep: Collection[str] = ()) -> View:
    """The view of the map with at most :data:`OTHERS` touchpoints that are not on it, and those to keep."""
    view = counted.view
    if len(view.outside) <= OTHERS:
        return view
    shown, names = len(view.shown), view.vocabulary.names
    outside = set(names[shown:])
    ranked = [name for name in counted.rows if name in outside]
    kept = {*ranked[:OTHERS], *(name for name in keep if name in outside)}
    places = [code for code in range(shown, len(names)) if names[code] in kept]
    codes = np.full(len(names) + 1, shown + len(places), np.int32)
    codes[-1] = -1  # where code −1 looks: what stays left out
    codes[places] = np.arange(shown, shown + len(places))
    rest = _REST
    while rest in names:
        rest += _REST
    return replace(
        view,
        others=codes[view.others],
        vocabulary=Vocabulary("touchpoint", (*view.shown, *(names[p] for p in places), rest)),
        outside=(*(view.outside[p - shown] for p in places), rest),
    )

"""What a change of files or links means for customers: who keeps a journey, who moves, whose must be read again."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Known:
    """Who an identifier belongs to: keys in order, and for each the place of its customer among the labels."""

    keys: Keys
    customer: Codes
    labels: pa.Array

    def of(self, keys: Keys) -> Codes:
        """The customers of those of the keys that are known."""
        places = np.flatnonzero(np.isin(self.keys, keys, assume_unique=True))
        return np.unique(self.customer[places])


@dataclass(frozen=True, slots=True)
class Changes:
    """What to do about the customers of the old log.

    Attributes
    ----------
    moved
        Old customer → new customer, where a whole journey goes over to another name.
    gone
        Old customers whose journeys are dropped; what belongs to new customers is read again.
    again
        New customers (places among the new labels) whose events are read again, all of them.
    """

    moved: dict[str, str]
    gone: list[str]
    again: Codes


def changes(old: Known, new: Known, *, lost: Codes, disturbed_old: Codes, disturbed_new: Codes) -> Changes:
    """Compare who is who before and after.

    Parameters
    ----------
    old, new
        Who is who.
    lost
        Old customers that lose events, because a file changed or is gone.
    disturbed_old, disturbed_new
        Customers between whom single events of shared identifiers move.

    Notes
    -----
    Old and new customers that have an identifier in common are the two sides of a graph. An old customer all of whose
    identifiers belong to one new customer moves there as a whole. One that falls apart is read again, and with it
    everybody who shares a new customer with it, until nobody is half old and half new.
    """
    place = np.searchsorted(new.keys, old.keys)
    place[place == len(new.keys)] = 0
    stays = new.keys[place] == old.keys if len(new.keys) else np.zeros(len(old.keys), np.bool_)
    a, b = old.customer[stays], new.customer[place[stays]]
    again_old = np.zeros(len(old.labels), np.bool_)
    again_new = np.zeros(len(new.labels), np.bool_)
    again_old[lost] = again_old[disturbed_old] = True
    again_old[old.customer[~stays]] = True
    again_new[disturbed_new] = True
    again_old[_in_several(a, b, len(old.labels))] = True
    while True:
        before = again_old.sum() + again_new.sum()
        again_new[b[again_old[a]]] = True
        again_old[a[again_new[b]]] = True
        if again_old.sum() + again_new.sum() == before:
            break
    whole = ~again_old[a]
    target = np.full(len(old.labels), -1, np.int32)
    target[a[whole]] = b[whole]
    return Changes(_renamed(old, new, target), _names(old, np.flatnonzero(again_old)), _codes(again_new))


def _in_several(a: Codes, b: Codes, count: int) -> NDArray[np.bool_]:
    """Which old customers have identifiers of more than one new customer."""
    one = np.full(count, -1, np.int32)
    one[a] = b  # any of them
    several = np.zeros(count, np.bool_)
    several[a[one[a] != b]] = True
    return several


def _renamed(old: Known, new: Known, target: Codes) -> dict[str, str]:
    places = np.flatnonzero(target >= 0)
    before, after = old.labels.take(pa.array(places)), new.labels.take(pa.array(target[places]))
    other = pc.not_equal(before, after)
    return dict(zip(before.filter(other).to_pylist(), after.filter(other).to_pylist(), strict=True))


def _names(known: Known, places: NDArray[np.int64]) -> list[str]:
    return list(known.labels.take(pa.array(places)).to_pylist())


def _codes(mask: NDArray[np.bool_]) -> Codes:
    return np.flatnonzero(mask).astype(np.int32)

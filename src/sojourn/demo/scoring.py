"""How well found identities agree with the true ones."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Identifier = tuple[str, str]
"""Kind and id in normal form."""


class Truth(NamedTuple):
    """What is true about one identifier; a row of ``_truth/identities.csv``.

    Attributes
    ----------
    kind, id
        The identifier.
    person
        Whose it is.
    shared_by
        How many persons' rows carry it.
    joinable
        Whether the files allow to join it with the other ids of its person.
    """

    kind: str
    id: str
    person: str
    shared_by: int
    joinable: bool


class Pairwise(NamedTuple):
    """Agreement over pairs of identifiers that are one person's alone.

    Attributes
    ----------
    precision
        Share of the pairs found together that are truly of one person.
    recall
        Share of the pairs that are truly of one person, and can be joined, that were found together.
    pairs
        How many pairs can be joined.
    """

    precision: float
    recall: float
    pairs: int


def pairwise(truth: Iterable[Truth], found: Mapping[Identifier, str]) -> Pairwise:
    """Compare found customers with true persons.

    Parameters
    ----------
    truth
        The true person of every identifier. Those that several persons share are left out: they are nobody's.
    found
        Identifier → customer. One that is missing was found to be a customer of its own.

    Returns
    -------
    Pairwise
        NaN where there is no pair to judge by.

    Examples
    --------
    >>> ann = [Truth("email", "ann@x", "A", 1, True), Truth("cookie", "c1", "A", 1, True), Truth("cookie", "c2", "A", 1, False)]
    >>> ben = [Truth("email", "ben@x", "B", 1, True), Truth("phone", "+49", "B", 1, True)]
    >>> pairwise(ann + ben, {("email", "ann@x"): "1", ("cookie", "c1"): "1", ("email", "ben@x"): "1"})
    Pairwise(precision=0.3333333333333333, recall=0.5, pairs=2)
    """
    own = [row for row in truth if row.shared_by == 1]
    customers = [found.get((row.kind, row.id), f"\0{position}") for position, row in enumerate(own)]
    person, customer = _codes([row.person for row in own]), _codes(customers)
    joinable = np.array([row.joinable for row in own], np.bool_)
    together, right = _pairs(customer), _pairs(customer, person)
    joined, possible = _pairs(customer[joinable], person[joinable]), _pairs(person[joinable])
    return Pairwise(
        right / together if together else np.nan, joined / possible if possible else np.nan, possible
    )


def _codes(values: list[str]) -> npt.NDArray[np.int64]:
    number = {value: code for code, value in enumerate(dict.fromkeys(values))}
    return np.array([number[value] for value in values], np.int64)


def _pairs(*codes: npt.NDArray[np.int64]) -> int:
    """Pairs that have all codes in common."""
    if not codes[0].size:
        return 0
    counts = np.unique(np.stack(codes), axis=1, return_counts=True)[1].astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())

"""Groups of customers by the values of an attribute."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.errors import UsageError
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.occurrences import first_places


@dataclass(frozen=True, slots=True)
class Coded:
    """An attribute of every event as codes: −1 where it has no value.

    Attributes
    ----------
    codes
        int32, one per flat event.
    names
        What the codes stand for. Text is coded anew for every part of a log, so only names may be merged.
    """

    codes: NDArray[np.int32]
    names: tuple[str, ...]

    def wanted(self) -> NDArray[np.bool_]:
        """For kernels: true for every code, false for −1."""
        return np.append(np.ones(len(self.names), np.bool_), False)


def coded(journeys: Journeys, attribute: str) -> Coded:
    """The values of a coded or text attribute as codes.

    Raises
    ------
    UnknownNameError
        If there is no such attribute.
    UsageError
        If the attribute holds numbers or times.
    """
    if attribute in journeys.vocabularies:
        return Coded(journeys.flat(attribute), journeys.vocabularies[attribute].names)
    values = journeys.text(attribute)
    if not isinstance(values, pa.Array):
        raise UsageError(
            f"'{attribute}' holds numbers or times, which make no groups.",
            hint="Choose an attribute with names, or make classes of the numbers first.",
        )
    encoded = values.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy().astype(np.int32, copy=False)
    return Coded(frozen(codes), tuple(encoded.dictionary.to_pylist()))


def first_values(journeys: Journeys, attribute: str) -> Coded:
    """The first value that each customer has, one code per customer."""
    events = coded(journeys, attribute)
    places = first_places(journeys.offsets, events.codes, events.wanted())
    found = events.codes[np.maximum(places, 0)] if len(events.codes) else np.empty(0, np.int32)
    return Coded(np.where(places < 0, -1, found).astype(np.int32), events.names)

"""The rows of one file, in the order in which its system wrote them, with the ids of their customers."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.company import Company
from sojourn.demo.identities import Identities
from sojourn.demo.touchpoints import Touch, codes_of


@dataclass(frozen=True, slots=True)
class Book:
    """Events of one file by time; the arrays are columns of :attr:`Company.events`."""

    company: Company
    ids: Identities
    file: str
    touch: npt.NDArray[np.int64]
    who: npt.NDArray[np.int64]
    time: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    cost: npt.NDArray[np.float64]
    score: npt.NDArray[np.float32]
    scale: npt.NDArray[np.int64]
    emotion: npt.NDArray[np.float32]
    topic: npt.NDArray[np.int64]
    reference: npt.NDArray[np.int64]
    visit: npt.NDArray[np.int64]
    text: pa.Array

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.who)

    @property
    def label(self) -> pa.Array:
        """Name of each row's touchpoint."""
        return pa.array([touch.label for touch in Touch]).take(pa.array(self.touch))

    @property
    def called(self) -> pa.Array:
        """Name under which each row's touchpoint is read."""
        return pa.array([touch.called for touch in Touch]).take(pa.array(self.touch))

    def of(self, per_customer: pa.Array) -> pa.Array:
        """A value of each row's customer."""
        return per_customer.take(pa.array(self.who))

    def where(self, *touches: Touch) -> npt.NDArray[np.bool_]:
        """Which rows are one of the touchpoints."""
        return np.isin(self.touch, touches)

    def numbered(self, prefix: str, numbers: npt.NDArray[np.int64]) -> pa.Array:
        """Readable ids such as ``T1042``."""
        return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def open_book(company: Company, ids: Identities, file: str, *others: str) -> Book:
    """Take the rows of one file, or of several that belong together, out of all events."""
    events = company.events
    touch = events["touchpoint"].to_numpy()
    rows = np.flatnonzero(np.isin(touch, codes_of(file, *others)))
    time = events["time"].to_numpy()[rows]
    rows = rows[np.argsort(time, kind="stable")]

    def column(name: str) -> npt.NDArray[np.generic]:
        return np.asarray(events[name].to_numpy()[rows])

    return Book(
        company=company,
        ids=ids,
        file=file,
        touch=column("touchpoint").astype(np.int64),
        who=column("customer").astype(np.int64),
        time=column("time").astype(np.int64),
        value=column("value").astype(np.float64),
        cost=column("cost").astype(np.float64),
        score=column("score").astype(np.float32),
        scale=column("scale").astype(np.int64),
        emotion=column("emotion").astype(np.float32),
        topic=column("topic").astype(np.int64),
        reference=column("reference").astype(np.int64),
        visit=column("visit").astype(np.int64),
        text=events["text"].combine_chunks().take(pa.array(rows)),
    )

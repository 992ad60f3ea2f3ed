"""The record of everything that happens: scenes add rows, the record makes one table of them."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sojourn.demo.calendar import Period
from sojourn.demo.dice import Dice
from sojourn.demo.feelings import feel, rate
from sojourn.demo.people import People
from sojourn.demo.words import sentences

Array = npt.NDArray[np.generic]
Numbers = npt.ArrayLike


@dataclass(slots=True)
class Record:
    """Rows gathered column by column; times outside the period are left out."""

    people: People
    dice: Dice
    period: Period
    _parts: list[dict[str, Array]] = field(default_factory=list)

    def add(
        self,
        touch: Numbers,
        who: npt.NDArray[np.int64],
        when: npt.NDArray[np.int64],
        *,
        shift: Numbers = 0.0,
        value: Numbers = np.nan,
        cost: Numbers = np.nan,
        topic: Numbers = -1,
        reference: Numbers = -1,
        visit: Numbers = -1,
    ) -> None:
        """Add one row per entry of ``who``.

        Parameters
        ----------
        touch
            Codes of touchpoints.
        who, when
            Customers and times (µs UTC).
        shift
            Points of emotion added to what the touchpoint feels like on an even day.
        value, cost
            Euros.
        topic
            What the customer writes about here; −1 for nothing.
        reference
            Number of the order, ticket, parcel or mail.
        visit
            Number of the visit to the web shop.
        """
        inside = (when >= self.period.start) & (when < self.period.end)
        columns = {
            "touchpoint": (touch, np.int16),
            "customer": (who, np.int32),
            "time": (when, np.int64),
            "shift": (shift, np.float32),
            "value": (value, np.float64),
            "cost": (cost, np.float64),
            "topic": (topic, np.int8),
            "reference": (reference, np.int64),
            "visit": (visit, np.int32),
        }
        part = {
            name: np.broadcast_to(np.asarray(given, kind), who.shape)[inside]
            for name, (given, kind) in columns.items()
        }
        self._parts.append(part)

    def table(self) -> pa.Table:
        """All rows, by customer and time, with what was felt, rated and written."""
        rows = {name: np.concatenate([part[name] for part in self._parts]) for name in self._parts[0]}
        order = np.lexsort((rows["touchpoint"], rows["time"], rows["customer"]))
        rows = {name: column[order] for name, column in rows.items()}
        emotion = feel(rows["touchpoint"], rows.pop("shift"), self.people.mood[rows["customer"]], self.dice)
        score, scale = rate(rows["touchpoint"], emotion, self.dice)
        text = sentences(rows["topic"], emotion, self.people.chinese[rows["customer"]], self.dice)
        columns = {**rows, "emotion": emotion, "score": score, "scale": scale}
        # NaN becomes null: there is no value, no cost, no rating.
        arrays = {name: pa.array(column, from_pandas=True) for name, column in columns.items()}
        return pa.table({**arrays, "text": text})

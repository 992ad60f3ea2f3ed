"""The canonical columns of an event, and what each of them holds.

A *role* is the canonical name of a column. Sources bring columns under any name; roles are given to them by
:mod:`sojourn.events.roles` or by the user (``--column ROLE=NAME``).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """How the values of a role are stored in the journey log."""

    ID = "id"  # the customer: one value per journey
    TIME = "time"  # int64 microseconds since 1970-01-01 UTC
    CODE = "code"  # int32 code into a vocabulary shared by the whole log; -1 = missing
    NUMBER = "number"  # float64; NaN = missing
    TEXT = "text"  # string; null = missing
    ROW = "row"  # int64; -1 = missing


@dataclass(frozen=True, slots=True)
class Role:
    """One canonical column."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False


ROLES: Final = {
    role.name: role
    for role in (
        Role("customer_id", Kind.ID, "who: the same value in every file for the same person", required=True),
        Role("timestamp", Kind.TIME, "when it happened", required=True),
        Role("touchpoint", Kind.CODE, "what happened: a page, an event, an activity"),
        Role("channel", Kind.CODE, "where: web, app, store, phone, e-mail, ..."),
        Role("stage", Kind.CODE, "the stage of the journey, where the source knows it"),
        Role("value", Kind.NUMBER, "money that came in with this event"),
        Role("currency", Kind.CODE, "ISO 4217 code of value and cost"),
        Role("score", Kind.NUMBER, "a rating the customer gave"),
        Role(
            "scale",
            Kind.CODE,
            "the scale of the score: nps_0_10, csat_1_5, ces_1_5, ces_1_7, stars_1_5, thumbs",
        ),
        Role("text", Kind.TEXT, "what the customer wrote or said"),
        Role("cost", Kind.NUMBER, "money that this event cost"),
        Role("campaign", Kind.CODE, "marketing campaign"),
        Role("source", Kind.CODE, "marketing source"),
        Role("medium", Kind.CODE, "marketing medium"),
        Role(
            "channel_group",
            Kind.CODE,
            "marketing channel of the visit: organic search, paid social, direct, ...",
        ),
        Role("media", Kind.CODE, "whether the touchpoint is owned, earned or paid"),
        Role("kind", Kind.CODE, "whether the touchpoint is digital, physical or human"),
        Role("device", Kind.CODE, "on what kind of device: phone, tablet, desktop"),
        Role("message_id", Kind.TEXT, "unique id of the event; a repeat is the same event delivered twice"),
    )
}
"""Every role by name, in the order of the journey log's columns."""

ORIGIN: Final = {"origin_file": Kind.CODE, "origin_row": Kind.ROW}
"""Where an event was read: the stable name of its source, and its row there, which no other event of the source has.

They settle the order of events of one instant. They are no roles, and no attributes for analyses.
"""


@dataclass(frozen=True, slots=True)
class Scale:
    """A rating scale: its ends, and which way is good."""

    name: str
    low: float
    high: float
    low_is_good: bool = False

    def emotion(self, score: float) -> float:
        """The score moved linearly to −5 … +5, +5 being the good end.

        >>> SCALES["stars_1_5"].emotion(5), SCALES["ces_1_5"].emotion(1)
        (5.0, 5.0)
        """
        share = (score - self.low) / (self.high - self.low)
        return 5.0 - 10.0 * share if self.low_is_good else 10.0 * share - 5.0


SCALES: Final = {
    scale.name: scale
    for scale in (
        Scale("nps_0_10", 0, 10),
        Scale("csat_1_5", 1, 5),
        Scale("stars_1_5", 1, 5),
        Scale("ces_1_5", 1, 5, low_is_good=True),
        Scale("ces_1_7", 1, 7),
        Scale("thumbs", 0, 1),
    )
}
"""Every rating scale by name.

The five-point customer-effort score asks how much effort it took, so its low end is the good one; the seven-point
one (CES 2.0) asks whether the company made it easy, so its high end is.
"""

"""The customers: persona, hidden traits, devices, and the ids by which each system knows them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sojourn.demo.dice import Dice

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Persona:
    """One kind of customer; shares and probabilities are fractions."""

    name: str
    share: float
    loyalty: float  # mean of the hidden loyalty
    phone: float  # probability of shopping on a phone
    app: float  # probability of installing the app after the order
    store: float  # probability of meeting the company in a store
    plans: tuple[float, float, float]  # probability of each plan


PERSONAS: Final = (
    Persona("Steady restocker", 0.45, 0.0, 0.50, 0.45, 0.10, (0.55, 0.35, 0.10)),
    Persona("Gift giver", 0.25, -0.7, 0.60, 0.25, 0.20, (0.20, 0.45, 0.35)),
    Persona("Sock enthusiast", 0.30, 0.7, 0.70, 0.80, 0.12, (0.15, 0.45, 0.40)),
)
PLANS: Final = (("Basic", 9.9), ("Classic", 14.9), ("Deluxe", 24.9))
COUNTRIES: Final = ("DE", "AT", "NL", "GB", "CN")
DEVICES: Final = ("desktop", "phone", "tablet")
CHINA: Final = COUNTRIES.index("CN")
PHONE: Final = DEVICES.index("phone")
TABLETS: Final = 3
"""Tablets on the counters of the stores; many customers share each."""


@dataclass(frozen=True, slots=True)
class People:
    """The customers as flat arrays, one entry each.

    ``interest``, ``loyalty``, ``doubt`` and ``mood`` are hidden: no export shows them.
    """

    persona: Ints
    country: Ints
    chinese: Flags  # writes Chinese
    device: Ints
    plan: Ints
    interest: Floats
    loyalty: Floats
    doubt: Floats
    mood: Floats
    app: Flags  # installs the app once a customer
    store_goer: Flags
    household: Ints  # customers of one household share a phone number
    tablet: Ints  # which store tablet serves this customer

    @property
    def count(self) -> int:
        """Number of customers."""
        return len(self.persona)

    @property
    def china(self) -> Flags:
        """Who lives by the clock of Shanghai."""
        return np.asarray(self.country == CHINA, np.bool_)

    @property
    def price(self) -> Floats:
        """Price of a box in euros."""
        return np.array([price for _, price in PLANS])[self.plan]


def populate(count: int, dice: Dice) -> People:
    """Draw the customers."""
    persona = _choose(dice.uniform("persona", count), np.tile([p.share for p in PERSONAS], (count, 1)))
    country = _choose(dice.uniform("country", count), np.tile([0.54, 0.09, 0.10, 0.09, 0.18], (count, 1)))
    loyalty = np.array([p.loyalty for p in PERSONAS])[persona] + 0.9 * dice.normal("loyalty", count)
    phone = np.array([p.phone for p in PERSONAS])[persona]
    device = _choose(
        dice.uniform("device", count), np.stack([0.85 * (1 - phone), phone, 0.15 * (1 - phone)], axis=1)
    )
    household = np.arange(count)
    pairs = np.flatnonzero(dice.uniform("household", count) < 0.03)
    pairs = pairs[pairs > 0]
    household[pairs] = household[pairs - 1]
    return People(
        persona=persona,
        country=country,
        chinese=(country == CHINA) | (dice.uniform("chinese", count) < 0.07),
        device=device,
        plan=_choose(dice.uniform("plan", count), np.array([p.plans for p in PERSONAS])[persona]),
        interest=0.8 * dice.normal("interest", count) + 0.25 * loyalty,
        loyalty=loyalty,
        doubt=dice.normal("doubt", count),
        mood=0.6 * dice.normal("mood", count),
        app=dice.uniform("app", count) < np.array([p.app for p in PERSONAS])[persona],
        store_goer=(country != CHINA)
        & (dice.uniform("store", count) < np.array([p.store for p in PERSONAS])[persona]),
        household=household,
        tablet=dice.generator("tablet").integers(0, TABLETS, count),
    )


def _choose(u: Floats, weights: Floats) -> Ints:
    """Pick a column per row with the probabilities of that row."""
    steps = np.cumsum(weights, axis=1)
    return np.asarray((u[:, None] * steps[:, -1:] >= steps[:, :-1]).sum(axis=1), np.int64)

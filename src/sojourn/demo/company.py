"""The company as one value: who its customers are, what they chose, and everything that happened."""

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from sojourn.demo.belonging import belong
from sojourn.demo.browsing import browse
from sojourn.demo.calendar import Period
from sojourn.demo.caring import care
from sojourn.demo.causes import World
from sojourn.demo.dice import Dice
from sojourn.demo.membership import Membership, subscribe
from sojourn.demo.people import People, populate
from sojourn.demo.record import Record
from sojourn.demo.shopping import Shopping, shop
from sojourn.demo.writing import Newsletters, answer, mail, send_newsletters
from sojourn.errors import UsageError


@dataclass(frozen=True, slots=True)
class Company:
    """Everything that is true about the company.

    Attributes
    ----------
    events
        One row per event, by customer and time: ``customer`` (position in ``people``), ``time`` (µs UTC),
        ``touchpoint`` (code of :class:`~sojourn.demo.touchpoints.Touch`), ``value`` and ``cost`` (euros, or null),
        ``emotion`` (true, −5 … +5), ``score`` (or null) on ``scale`` (position in
        :data:`~sojourn.demo.feelings.SCALE_NAMES`), ``topic`` and ``text`` (what was written), ``reference`` (number of
        the order, ticket, parcel or mail) and ``visit`` (number of the web visit).
    """

    seed: int
    period: Period
    people: People
    shopping: Shopping
    membership: Membership
    newsletters: Newsletters
    events: pa.Table

    @property
    def dice(self) -> Dice:
        """The chance that made this company."""
        return Dice(self.seed)


def simulate(
    customers: int = 4_000, seed: int = 7, *, start: date = date(2026, 3, 1), days: int = 184
) -> Company:
    """Let a company live for some months.

    Parameters
    ----------
    customers
        How many people meet the company; about 25 events each.
    seed
        Chooses the people and their luck. The same seed gives the same company.
    start, days
        First day (UTC) and length of the period, at least 60 days.

    Raises
    ------
    UsageError
        If there are no customers, the seed is negative or the period is too short.

    Examples
    --------
    >>> company = simulate(50, seed=1)
    >>> company.people.count, company.events.equals(simulate(50, seed=1).events)
    (50, True)
    """
    if customers < 1:
        raise UsageError(f"The demo company needs at least one customer, got {customers}.")
    if seed < 0:
        raise UsageError(f"A seed must not be negative, got {seed}.")
    dice, period, world = Dice(seed), Period.beginning(start, days), World()
    people = populate(customers, dice)
    shopping = shop(people, dice, period, world)
    membership = subscribe(people, dice, period, world, shopping)
    newsletters = send_newsletters(people, dice, period, shopping=shopping, membership=membership)
    record = Record(people, dice, period)
    browse(record, shopping)
    care(record, shopping, membership)
    belong(record, shopping, membership)
    mail(record, membership, newsletters)
    answer(record, shopping, membership)
    return Company(seed, period, people, shopping, membership, newsletters, record.table())

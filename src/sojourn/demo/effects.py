"""What each cause truly does: the same people, the same luck, once with it and once without."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sojourn.demo.causes import CAUSES, Cause, Goal, World
from sojourn.demo.company import Company
from sojourn.demo.membership import Membership, subscribe
from sojourn.demo.people import PHONE
from sojourn.demo.shopping import INSTAGRAM, SEARCH, STORE, TIP, shop

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a cause does to one goal; arrays have one entry per customer.

    Attributes
    ----------
    eligible
        Whom the question is about: for a purchase those who visited the shop, for a renewal those whose first renewal
        fell due within the period.
    exposed
        Who met the cause before the goal was decided.
    reached
        Who reached the goal.
    reached_without
        Who would have reached it in the world without the cause. For a renewal the orders are held as they are.
    """

    cause: Cause
    goal: Goal
    eligible: Flags
    exposed: Flags
    reached: Flags
    reached_without: Flags

    @property
    def effect(self) -> float:
        """Mean change of the goal among the eligible exposed; NaN when there are none."""
        here = self.eligible & self.exposed
        return _mean(self.reached, here) - _mean(self.reached_without, here)

    @property
    def naive_difference(self) -> float:
        """Share of the exposed who reached the goal, minus that of the others: what a simple comparison shows."""
        return _mean(self.reached, self.eligible & self.exposed) - _mean(
            self.reached, self.eligible & ~self.exposed
        )


def effects(company: Company) -> tuple[Effect, ...]:
    """The effect of every cause on every goal it acts on, or seems to act on."""
    came, renewed = company.membership.first_renewal(company.period.end)
    bought = company.membership.active[0]
    visited = company.shopping.visitor
    found = []
    for cause in CAUSES.values():
        world = World(frozenset({cause.id}))
        before, after = exposures(company, cause)
        if "purchase" in cause.goals:
            without = np.asarray(_live(company, world).active[0], np.bool_)
            found.append(Effect(cause, "purchase", visited, before, bought, without))
        if "renewal" in cause.goals:
            same_orders = subscribe(company.people, company.dice, company.period, world, company.shopping)
            without = same_orders.first_renewal(company.period.end)[1]
            found.append(Effect(cause, "renewal", came, after, renewed, without))
    return tuple(found)


def exposures(company: Company, cause: Cause) -> tuple[Flags, Flags]:
    """Who met the cause before the order was decided, and who met it before the first renewal was."""
    shopping, membership = company.shopping, company.membership
    via = {"instagram_ads": INSTAGRAM, "search_ads": SEARCH, "friends_tip": TIP, "store": STORE}
    nobody = np.zeros(company.people.count, bool)
    if cause.id in via:
        return (shopping.visited & (shopping.via == via[cause.id])).any(axis=0), nobody
    phone = company.people.device == PHONE
    pages = {
        "size_guide_phone": shopping.size_guide & phone,
        "style_quiz": shopping.quiz,
        "help_page": shopping.help,
        "reviews_read": shopping.reviews,
        "slow_chat_reply": shopping.slow,
    }
    before = pages[cause.id].any(axis=0) if cause.id in pages else nobody
    after = {
        "slow_chat_reply": membership.slow,
        "late_confirmation": membership.late_mail,
        "asked_twice": membership.asked_twice,
        "late_parcel": membership.late[0] & membership.active[0],
        "newsletter": company.newsletters.read_before(membership.due[0]),
    }.get(cause.id, before)
    return before, after


def revenue(company: Company, membership: Membership) -> Floats:
    """Euros of orders and renewals within the period, per customer."""
    end = company.period.end
    ordered = membership.active[0] & (membership.order_time < end)
    paid = ordered + (membership.renewed & (membership.due < end)).sum(axis=0)
    return np.asarray(company.people.price * paid, np.float64)


def revenue_brought(company: Company, cause: Cause) -> float:
    """Revenue of the real world minus that of the world without the cause, euros; negative for a pain."""
    without = _live(company, World(frozenset({cause.id})))
    return float((revenue(company, company.membership) - revenue(company, without)).sum())


def _live(company: Company, world: World) -> Membership:
    shopping = shop(company.people, company.dice, company.period, world)
    return subscribe(company.people, company.dice, company.period, world, shopping)


def _mean(values: Flags, where: Flags) -> float:
    return float(values[where].mean()) if where.any() else float("nan")

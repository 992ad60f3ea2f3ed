"""Who reaches the goal, how often, and what it is worth."""

from dataclasses import replace

import numpy as np

from sojourn.analysis.metrics.cells import Cells
from sojourn.analysis.metrics.facts import Facts
from sojourn.analysis.metrics.figures import Figures, means, none, ratios, shares
from sojourn.analysis.metrics.money import SEVERAL, currencies
from sojourn.analysis.metrics.whole import Whole
from sojourn.units import duration_text

NO_GOAL = "no goal is given"
NOBODY = "there are no such customers"
NO_GOAL_VALUES = "no goal event carries a value"
NO_VALUES = "no event carries a value"


def conversion(whole: Whole, cells: Cells) -> Figures:
    """Customers who reach the goal at or after their first event in the cell, of all customers there."""
    if not whole.has_goal:
        return none(len(cells), NO_GOAL)
    return shares(
        cells.counts[:, 1], cells.customers, method="goal at or after the first event", nobody=NOBODY
    )


def repeat_rate(whole: Whole, cells: Cells) -> Figures:
    """Customers with two goal events or more in the cell, of those with one or more."""
    if not whole.has_goal:
        return none(len(cells), NO_GOAL)
    places = cells.places(whole.goals)
    pairs, (count,) = cells.customer_sums(places, whole.goals["customer"], np.ones(len(whole.goals)))
    once, again = (np.bincount(pairs[count >= least], minlength=len(cells)) for least in (1, 2))
    return shares(again, once, method="two goal events or more", nobody=NOBODY)


def aov(whole: Whole, cells: Cells) -> Figures:
    """Mean value of the goal events that carry one."""
    if not whole.has_goal:
        return none(len(cells), NO_GOAL)
    paid = whole.once(_paid)
    places = cells.places(paid)
    n, total, squares = cells.sums(places, None, paid["value"], paid["value"] ** 2)
    several, names = currencies(cells, places, paid["currency"], whole.vocabularies)
    found = means(n, total, squares, method="mean of goal events", nobody=NO_GOAL_VALUES).without(
        several, SEVERAL
    )
    return _in(found, names)


def _paid(whole: Whole) -> Facts:
    """Goal events that carry a value."""
    return whole.goals.take(np.isfinite(whole.goals["value"]))


def revenue(whole: Whole, cells: Cells) -> Figures:
    """The sum of all values, whatever the goal is, negative ones subtracting: a count, without an interval."""
    paid = whole.money
    places = cells.places(paid)
    n, total = cells.sums(places, None, paid["value"])
    several, names = currencies(cells, places, paid["currency"], whole.vocabularies)
    blank = np.full(len(cells), np.nan)
    found = Figures(total, blank, blank, n.astype(np.int64), [""] * len(cells), method="sum of all values")
    return _in(found.without(n == 0, NO_VALUES).without(several, SEVERAL), names)


def revenue_per_customer(whole: Whole, cells: Cells) -> Figures:
    """Revenue of the cell by its customers, those without any included."""
    paid = whole.money
    places = cells.places(paid)
    total, squares = cells.customer_moments(paid, "value")
    several, names = currencies(cells, places, paid["currency"], whole.vocabularies)
    found = means(cells.customers, total, squares, method="all values by customers", nobody=NOBODY)
    (n,) = cells.sums(places, None)
    return _in(found.absent(n == 0, NO_VALUES).without(several, SEVERAL), names)


def contact_rate(whole: Whole, cells: Cells) -> Figures:
    """Contacts with support in the cell by its customers, those without any included."""
    total, squares = cells.customer_moments(whole.contacts)
    found = means(cells.customers, total, squares, method=_contacts_by(whole), nobody=NOBODY)
    if not len(whole.contacts):
        return none(len(cells), NO_CONTACTS)
    return found if cells.of_customers else found.absent(total == 0, NO_CONTACTS)


NO_CONTACTS = "no touchpoint or channel is one of support"


def contacts_per_order(whole: Whole, cells: Cells) -> Figures:
    """Contacts with support in the cell by the goal events there."""
    if not whole.has_goal:
        return none(len(cells), NO_GOAL)
    if not len(whole.contacts):
        return none(len(cells), NO_CONTACTS)
    both = (whole.contacts, whole.goals)
    places = np.concatenate([cells.places(facts) for facts in both])
    customers = np.concatenate([facts["customer"] for facts in both])
    of_contacts = np.repeat([1.0, 0.0], [len(facts) for facts in both])
    pairs, (x, y) = cells.customer_sums(places, customers, of_contacts, 1 - of_contacts)
    sums = [np.bincount(pairs, weights=w, minlength=len(cells)) for w in (x, y, x * x, y * y, x * y)]
    return ratios(cells.customers, *sums, method=_contacts_by(whole), nobody="there are no goal events")


def first_contact_resolution(whole: Whole, cells: Cells) -> Figures:
    """Contacts that no other of the same customer follows in time, of those whose time has run out within the data."""
    method = f"no further contact within {duration_text(whole.definitions.resolved_us / 1e6)}"
    if not len(whole.contacts) or whole.bounds is None:
        return none(len(cells), NO_CONTACTS, method)
    over = whole.once(_over)
    hits, n = cells.sums(cells.places(over), over["resolved"], None)
    return shares(hits, n, method=method, nobody="the data end before the time after any contact has run out")


def _over(whole: Whole) -> Facts:
    """Contacts whose time to be followed by another has run out, and which of them were ``resolved``."""
    assert whole.bounds is not None  # asked by the caller
    within = whole.definitions.resolved_us
    rows = np.flatnonzero(whole.contacts["time"] + within <= whole.bounds[1])
    waited = (whole.contacts["following"] - whole.contacts["time"])[rows]
    return whole.contacts.take(rows, resolved=(waited > within).astype(float))


def _contacts_by(whole: Whole) -> str:
    return "contacts by name" if whole.definitions.contacts is None else "contacts as given"


def _in(figures: Figures, names: list[str | None]) -> Figures:
    return replace(
        figures, currency=[None if why else name for why, name in zip(figures.reason, names, strict=True)]
    )

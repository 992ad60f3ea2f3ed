"""Scenes before the order: advertisements, the store, visits to the web shop."""

from typing import Final

import numpy as np

from sojourn.demo.calendar import DAY, HOUR, MINUTE, SECOND
from sojourn.demo.people import PHONE
from sojourn.demo.record import Record
from sojourn.demo.shopping import INSTAGRAM, SEARCH, STORE, TIP, Flags, Floats, Ints, Shopping
from sojourn.demo.touchpoints import Touch

STEPS: Final = (
    Touch.FRIENDS_TIP, Touch.LANDING, Touch.PRODUCT, Touch.QUIZ, Touch.PRODUCT, Touch.SIZE_GUIDE, Touch.REVIEWS_READ,
    Touch.PRODUCT, Touch.HELP, Touch.CART, Touch.CHECKOUT, Touch.ORDER_COMPLETED,
)  # fmt: skip
"""Everything a visit can consist of, in its most common order."""
PLACES: Final = np.array([0, 1, 2, 3.2, 4, 5, 5.4, 6, 6.6, 9, 10, 11])
ORDER_AFTER: Final = 9 * MINUTE
"""From the first page of a visit to the order."""


def browse(record: Record, shopping: Shopping) -> None:
    """Record advertisements, purchases in the store and all visits."""
    _advertisements(record, shopping)
    rounds, who = np.nonzero(shopping.visited)
    start = shopping.time[rounds, who]
    via = shopping.via[rounds, who]
    clicked = 15 * SECOND
    for code, touch, low, high in (
        (INSTAGRAM, Touch.AD_CLICKED, 0.35, 0.5),
        (SEARCH, Touch.SEARCH_CLICKED, 0.7, 0.8),
    ):
        came = np.flatnonzero(via == code)
        price = low + high * record.dice.uniform(touch.label + " cost", len(came))
        record.add(touch, who[came], start[came] - clicked, cost=price.round(2), reference=came)
    store = np.flatnonzero(via == STORE)
    spent = np.array([4.9, 6.9, 9.8, 13.8, 19.9])[
        record.dice.generator("store basket").integers(0, 5, len(store))
    ]
    record.add(Touch.STORE_PURCHASE, who[store], start[store] - 7 * MINUTE, value=spent, reference=store)
    _visits(record, shopping, rounds, who)


def _advertisements(record: Record, shopping: Shopping) -> None:
    """Advertisements seen in the week before the first visit, or at all by those who never come."""
    count, dice = record.people.count, record.dice
    came_by_ad = shopping.visited[0] & (shopping.via[0] == INSTAGRAM)
    never = ~shopping.visitor
    for k, chance in enumerate((0.35, 0.25, 0.15)):
        seen = dice.uniform("ad seen", count, k) < chance + 0.35 * came_by_ad
        seen |= never & (k == 0)
        before = (dice.uniform("ad before", count, k) * (k + 1) * 1.5 * DAY).astype(np.int64) + 2 * MINUTE
        when = shopping.time[0] - np.where(never & (k == 0), 0, before)
        asleep = ((when + HOUR) % DAY < 6 * HOUR) & ~never
        when = np.where(asleep, when - 8 * HOUR, when)
        who = np.flatnonzero(seen)
        record.add(Touch.AD_SEEN, who, when[who], cost=0.01, reference=10_000_000 * (k + 1) + who)


def _visits(record: Record, shopping: Shopping, rounds: Ints, who: Ints) -> None:
    """Record the pages of every visit in the order in which they were seen."""
    dice, size = record.dice, len(who)

    def was(choice: Floats | Ints | Flags) -> Floats:
        return np.asarray(choice[rounds, who], np.float64)

    always, bought = np.ones(size), was(shopping.bought)
    more = dice.uniform("products", size)
    stays = 1 - was(shopping.ended)
    present = np.stack([
        was(shopping.via) == TIP, always, always, was(shopping.quiz), more < 0.5, was(shopping.size_guide),
        was(shopping.reviews), (more < 0.22) * stays, was(shopping.help), was(shopping.cart),
        np.maximum(bought, was(shopping.cart) * (dice.uniform("checkout", size) < 0.6)), bought,
    ]).astype(bool)  # fmt: skip
    place = np.repeat(PLACES[:, None], size, axis=1)
    place[3:9] += 1.6 * dice.generator("order of pages").random((6, size))
    place[STEPS.index(Touch.SIZE_GUIDE)] += 20 * was(shopping.ended)
    gap = 12 + 34 * dice.generator("page time").exponential(size=place.shape)
    sequence = np.argsort(place, axis=0)
    waits = np.take_along_axis(gap * present, sequence, axis=0)
    waits[0] = 0
    passed = np.empty_like(waits)
    np.put_along_axis(passed, sequence, np.cumsum(waits, axis=0), axis=0)
    # The order is placed at the time that decides about its confirmation.
    stretch = np.where(bought > 0, ORDER_AFTER / SECOND / np.maximum(passed[-1], 1), 1.0)
    when = shopping.time[rounds, who] + np.round(passed * stretch * 1000).astype(np.int64) * 1000
    step, visit = np.nonzero(present)
    touch = np.array(STEPS)[step]
    phone = record.people.device[who[visit]] == PHONE
    ended = shopping.ended[rounds[visit], who[visit]]
    shift = np.where(touch == Touch.SIZE_GUIDE, -0.8 * phone - 2.7 * ended, 0.0)
    record.add(touch, who[visit], when[step, visit], shift=shift, visit=visit, reference=rounds[visit])

"""Before the order: visits to the shop, what is read there, whether it ends in an order.

A structural model: every choice is a threshold on hidden traits, on what happened before, and on named dice. Run in
a world without one cause it says what the same people would have done.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sojourn.demo.calendar import DAY, HOUR, MINUTE, Period, first_days, human_time, month_wave, weekday
from sojourn.demo.causes import World
from sojourn.demo.dice import Dice, sigmoid
from sojourn.demo.people import PHONE, People

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ROUNDS: Final = 6
"""Nobody visits the shop more often than this before an order."""

INSTAGRAM, SEARCH, TIP, STORE, DIRECT = range(5)
CHANNEL_IDS: Final = ("instagram_ads", "search_ads", "friends_tip", "store", "")
COMES_ANYWAY: Final = (0.6, 1.0, 0.5, 0.7, 1.0)
"""Probability of the same visit without the channel that brought it."""
CHANNEL_PUSH: Final = (0.25, 0.0, 0.5, 0.4, 0.0)
"""What a visit through the channel adds to the wish to buy (logit)."""
QUIZ_PUSH: Final = 0.6
SLOW_REPLY_PUSH: Final = -1.5
GOOD_REPLY_PUSH: Final = 0.2
LOST_VISIT_PUSH: Final = -0.3
PAYDAY_PUSH: Final = 0.45


@dataclass(frozen=True, slots=True)
class Shopping:
    """What happened before the order; arrays of shape ``(ROUNDS, customers)`` unless said otherwise."""

    visited: Flags
    via: Ints
    time: Ints  # start of the visit, µs UTC
    quiz: Flags
    size_guide: Flags
    ended: Flags  # the size guide ended the visit
    reviews: Flags
    help: Flags
    cart: Flags
    bought: Flags
    chat: Flags
    slow: Flags  # the chat got its first reply after more than a day
    contact_time: Ints
    reply_time: Ints

    @property
    def visitor(self) -> Flags:
        """Who visited the shop at all, per customer."""
        return np.asarray(self.visited.any(axis=0), np.bool_)

    @property
    def buyer(self) -> Flags:
        """Who ordered, per customer."""
        return np.asarray(self.bought.any(axis=0), np.bool_)

    @property
    def order_time(self) -> Ints:
        """When the visit with the order began, per customer; 0 without an order."""
        return np.asarray(np.where(self.bought, self.time, 0).max(axis=0), np.int64)


def shop(people: People, dice: Dice, period: Period, world: World) -> Shopping:
    """Let everybody shop in this world."""
    count = people.count
    first = first_days(dice.uniform("first day", count), period)
    first = human_time(first, dice.uniform("first hour", count), people.china)
    opening = period.start + (first - period.start) // DAY * DAY + 8 * HOUR
    first = np.where(
        people.store_goer, opening + (dice.uniform("store hour", count) * 9 * HOUR).astype(np.int64), first
    )
    # Some only see an advertisement and never come.
    here = dice.uniform("comes", count) < sigmoid(2.2 + 0.5 * people.interest)
    shoppers = _Shoppers(people, people.interest.copy(), here, first, period.end)
    rounds = []
    for k in range(ROUNDS):
        step, shoppers = _visit(k, shoppers, dice, world)
        rounds.append(step)
    return Shopping(**{name: np.stack([r[name] for r in rounds]) for name in rounds[0]})


@dataclass(frozen=True, slots=True)
class _Shoppers:
    """Where everybody stands before a round: the wish to buy (logit), who comes, when; no visit starts after ``end``."""

    people: People
    wish: Floats
    here: Flags
    time: Ints
    end: int


def _visit(
    k: int, shoppers: _Shoppers, dice: Dice, world: World
) -> tuple[dict[str, npt.NDArray[np.generic]], _Shoppers]:
    """One round: the choices of a visit, and where everybody stands after it."""
    people, wish, here, time = shoppers.people, shoppers.wish, shoppers.here, shoppers.time
    count = people.count

    def u(name: str) -> Floats:
        return dice.uniform(name, count, k)

    via = _via(k, people, dice)
    for code, cause in enumerate(CHANNEL_IDS):
        if cause and not world.has(cause):
            stays_away = (via == code) & (u("comes anyway") >= COMES_ANYWAY[code])
            here, via = here & ~stays_away, np.where(via == code, DIRECT, via)
    here = here & (time < shoppers.end)
    wish = wish + np.where(here, np.array(CHANNEL_PUSH)[via], 0.0)
    quiz = here & world.has("style_quiz") & (u("quiz") < sigmoid(-1.2 + 0.3 * people.loyalty))
    wish = wish + QUIZ_PUSH * quiz
    guide = here & (u("size guide") < 0.34)
    ended = guide & (people.device == PHONE) & world.has("size_guide_phone") & (u("guide ends") < 0.5)
    reviews = (
        here & ~ended & world.has("reviews_read") & (u("reviews") < sigmoid(-1.2 + 0.8 * people.interest))
    )
    read_help = here & world.has("help_page") & (u("help") < sigmoid(-1.7 + 1.0 * people.doubt))
    cart = here & ~ended & (u("cart") < sigmoid(0.9 * wish - 0.1))
    leaning = 1.1 * wish - 0.35 * people.doubt + PAYDAY_PUSH * month_wave(time) - 1.65
    bought = cart & (leaning + dice.logistic("buys", count, k) > 0)
    chat = here & ~bought & ~ended & (u("chat") < sigmoid(-2.3 + 0.5 * people.doubt))
    contact = time + ((12 + 10 * u("chat after")) * MINUTE).astype(np.int64)
    slow, reply = replies(contact, dice, "chat before order", k, world)
    slow &= chat
    wish = wish + SLOW_REPLY_PUSH * slow + GOOD_REPLY_PUSH * (chat & ~slow) + LOST_VISIT_PUSH * ended
    again = here & ~bought & (u("comes again") < sigmoid(0.75 + 0.5 * wish))
    gap = time + (DAY * (0.3 + 4.5 * -np.log1p(-u("gap")))).astype(np.int64)
    later = human_time(np.maximum(gap, np.where(chat, reply, 0)), u("hour"), people.china)
    step: dict[str, npt.NDArray[np.generic]] = {
        "visited": here, "via": via, "time": time, "quiz": quiz, "size_guide": guide, "ended": ended,
        "reviews": reviews, "help": read_help, "cart": cart, "bought": bought, "chat": chat, "slow": slow,
        "contact_time": contact, "reply_time": reply,
    }  # fmt: skip
    return step, _Shoppers(people, wish, again, later, shoppers.end)


def _via(k: int, people: People, dice: Dice) -> Ints:
    """How each customer comes to the visit; those who want to buy search, store-goers start in the store."""
    u, search = dice.uniform("via", people.count, k), 0.22 * sigmoid(1.6 * people.interest) * 2
    if k == 0:
        rest = np.where(u < 0.30, TIP, np.where(u < 0.38, DIRECT, INSTAGRAM))
        via = np.where(dice.uniform("via search", people.count) < search, SEARCH, rest)
        return np.where(people.store_goer, STORE, via)
    instagram = np.where(u < 0.22, INSTAGRAM, DIRECT)
    return np.where(dice.uniform("via search", people.count, k) < search, SEARCH, instagram)


def replies(contact: Ints, dice: Dice, name: str, round_: int, world: World) -> tuple[Flags, Ints]:
    """Which chats wait more than a day for the first reply, and when the reply comes."""
    count = len(contact)
    weekend = weekday(contact) >= 5
    slow = dice.uniform(name + " slow", count, round_) < np.where(weekend, 0.6, 0.33)
    slow &= world.has("slow_chat_reply")
    u = dice.uniform(name + " wait", count, round_)
    wait = np.where(slow, 25 * HOUR + 30 * HOUR * u, 2 * MINUTE + 50 * MINUTE * u * u)
    return slow, contact + wait.astype(np.int64)

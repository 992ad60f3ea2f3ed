"""What the company does to its customers: the planted causes, the look-alikes, and worlds without one of them."""

from dataclasses import dataclass
from typing import Final, Literal

from sojourn.demo.touchpoints import Touch

Role = Literal["pain", "delight", "look_alike", "channel"]
Goal = Literal["purchase", "renewal"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that may change what customers do; a look-alike changes nothing.

    Attributes
    ----------
    id
        Name in ``truth.json`` and of the switch in :class:`World`.
    role
        ``pain``, ``delight`` (its opposite), ``look_alike`` (goes along with an outcome, does not cause it) or ``channel``.
    touch
        Where it shows in the data.
    goals
        The goals it acts on; for a look-alike, the goals it seems to act on.
    kind
        The kind of pain point.
    statement
        What happens, in a sentence.
    """

    id: str
    role: Role
    touch: Touch
    goals: tuple[Goal, ...]
    kind: str
    statement: str


CAUSES: Final = {
    cause.id: cause
    for cause in (
        Cause("size_guide_phone", "pain", Touch.SIZE_GUIDE, ("purchase",), "drop_off",
              "On phones the size guide covers the way back: half of the visits that open it end there."),
        Cause("slow_chat_reply", "pain", Touch.CHAT_REPLIED, ("purchase", "renewal"), "wait",
              "Two in five chats get their first reply after more than 24 hours, most often at weekends."),
        Cause("late_confirmation", "pain", Touch.CONFIRMATION_SENT, ("renewal",), "wait",
              "Orders placed after 18:00 in Berlin get their confirmation e-mail a day later."),
        Cause("asked_twice", "pain", Touch.ASKED_AGAIN, ("renewal",), "channel_break",
              "Half of the phone calls are handed over to chat, where everything is asked again."),
        Cause("late_parcel", "pain", Touch.LATE, ("renewal",), "wait",
              "Parcels come days after the promised date; far more often since the new carrier took over."),
        Cause("style_quiz", "delight", Touch.QUIZ, ("purchase", "renewal"), "delight",
              "The style quiz makes the shop feel personal: those who take it buy and stay more."),
        Cause("help_page", "look_alike", Touch.HELP, ("purchase", "renewal"), "none",
              "Readers of the help page buy and renew less, because they doubted before they read it."),
        Cause("newsletter", "look_alike", Touch.NEWSLETTER_OPENED, ("renewal",), "none",
              "Readers of the newsletter renew more, because loyal customers read it."),
        Cause("reviews_read", "look_alike", Touch.REVIEWS_READ, ("purchase",), "none",
              "Readers of reviews buy more, because those who want to buy read them."),
        Cause("search_ads", "channel", Touch.SEARCH_CLICKED, ("purchase",), "channel",
              "Search ads are clicked by people who were coming anyway."),
        Cause("instagram_ads", "channel", Touch.AD_CLICKED, ("purchase",), "channel",
              "Instagram ads bring people who would not have come and make them want to buy a little more."),
        Cause("friends_tip", "channel", Touch.FRIENDS_TIP, ("purchase",), "channel",
              "A friend's tip brings people and makes them want to buy."),
        Cause("store", "channel", Touch.STORE_PURCHASE, ("purchase",), "channel",
              "A pair bought in the store brings people to the subscription and makes them want it."),
    )
}  # fmt: skip
"""Every cause by id."""


@dataclass(frozen=True, slots=True)
class World:
    """The company with some causes switched off; without any it is the real one.

    >>> World(frozenset({"late_parcel"})).has("late_parcel")
    False
    """

    off: frozenset[str] = frozenset()

    def has(self, cause: str) -> bool:
        """Whether the cause acts in this world."""
        return cause not in self.off

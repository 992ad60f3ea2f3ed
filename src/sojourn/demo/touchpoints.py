"""Every touchpoint of the company: its file, its channel, its stage, how it feels, and what its export calls it."""

from enum import IntEnum
from typing import Final, Self

STAGES: Final = ("Awareness", "Consideration", "Decision", "Onboarding", "Use", "Retention", "Advocacy")


class Touch(IntEnum):
    """A touchpoint; its number is its code in the event table.

    ``label`` says what happens; ``called`` is the name under which it is read from its file, where several may share
    one: a help desk knows that somebody replied, not that it was the same question again. ``emotion`` is what a
    customer in an even mood feels there when nothing goes wrong, from −5 to +5.

    >>> Touch.SIZE_GUIDE.label, Touch.SIZE_GUIDE.file, Touch.SIZE_GUIDE.stage
    ('Size guide', 'web.jsonl', 'Consideration')
    >>> Touch.WELCOME_SENT.label, Touch.WELCOME_SENT.called
    ('Welcome e-mail sent', 'Welcome e-mail delivered')
    """

    label: str
    file: str
    channel: str
    stage: str
    emotion: float
    called: str

    def __new__(
        cls, label: str, file: str, channel: str, stage: str, emotion: float, called: str = ""
    ) -> Self:
        """Give the next free code to a new member."""
        code = len(cls.__members__)
        member = int.__new__(cls, code)
        member._value_ = code
        member.label, member.file, member.channel, member.stage = label, file, channel, stage
        member.emotion, member.called = emotion, called or label
        return member

    AD_SEEN = "Instagram ad seen", "ads.csv", "ads", "Awareness", 0.5, "Ad seen"
    AD_CLICKED = "Instagram ad clicked", "ads.csv", "ads", "Awareness", 1.0, "Ad clicked"
    SEARCH_CLICKED = "Search ad clicked", "ads.csv", "ads", "Awareness", 0.5, "Ad clicked"
    FRIENDS_TIP = "Friend's tip", "web.jsonl", "web", "Awareness", 2.5
    STORE_PURCHASE = "Store purchase", "store_purchases.csv", "store", "Awareness", 2.0, "Bought in store"
    LANDING = "Landing page", "web.jsonl", "web", "Awareness", 1.0, "Page: Landing"
    PRODUCT = "Product page", "web.jsonl", "web", "Consideration", 1.5, "Page: Product"
    QUIZ = "Style quiz", "web.jsonl", "web", "Consideration", 3.0
    SIZE_GUIDE = "Size guide", "web.jsonl", "web", "Consideration", -0.5
    REVIEWS_READ = "Customer reviews", "web.jsonl", "web", "Consideration", 1.6
    HELP = "Help page", "web.jsonl", "web", "Consideration", -1.0, "Page: Help"
    CART = "Cart", "web.jsonl", "web", "Decision", 1.0
    CHECKOUT = "Checkout", "web.jsonl", "web", "Decision", -0.3
    ORDER_COMPLETED = "Order completed", "web.jsonl", "web", "Decision", 2.5
    ORDER_PLACED = "Order placed", "orders.csv", "web", "Decision", 2.5
    CONFIRMATION_SENT = (
        "Confirmation e-mail sent",
        "email.csv",
        "email",
        "Onboarding",
        1.0,
        "Confirmation e-mail delivered",
    )
    CONFIRMATION_OPENED = ("Confirmation e-mail opened", "email.csv", "email", "Onboarding", 1.5)
    WELCOME_SENT = "Welcome e-mail sent", "email.csv", "email", "Onboarding", 1.0, "Welcome e-mail delivered"
    WELCOME_OPENED = "Welcome e-mail opened", "email.csv", "email", "Onboarding", 1.5
    WELCOME_CLICKED = "Welcome e-mail clicked", "email.csv", "email", "Onboarding", 1.8
    APP_INSTALLED = "App installed", "app.parquet", "app", "Onboarding", 1.2, "First open"
    PREFERENCES = "Preferences saved", "app.parquet", "app", "Onboarding", 2.2
    SHIPPED = "Parcel shipped", "parcels.parquet", "parcel", "Onboarding", 1.5
    LATE = "Parcel late", "parcels.parquet", "parcel", "Onboarding", -3.5
    DELIVERED = "Parcel delivered", "parcels.parquet", "parcel", "Onboarding", 3.0
    RETURNED = "Parcel returned", "parcels.parquet", "parcel", "Use", -2.0
    APP_OPENED = "App opened", "app.parquet", "app", "Use", 1.0
    BOX_PREVIEW = "Next box previewed", "app.parquet", "app", "Use", 2.4
    CHAT_STARTED = "Chat started", "support.jsonl", "chat", "Use", -1.2, "Ticket opened"
    CHAT_REPLIED = "Chat replied", "support_comments.jsonl", "chat", "Use", 1.2, "Support replied"
    CHAT_SOLVED = "Chat solved", "support.jsonl", "chat", "Use", 1.6, "Ticket solved"
    PHONE_CALL = "Phone call", "calls.csv", "phone", "Use", -1.0, "Called support"
    HANDED_OVER = "Handed over to chat", "support.jsonl", "chat", "Use", -2.8, "Ticket opened"
    ASKED_AGAIN = "Details asked again", "support_comments.jsonl", "chat", "Use", -4.0, "Support replied"
    CALL_SOLVED = "Phone call solved", "support.jsonl", "phone", "Use", 1.8, "Ticket solved"
    NEWSLETTER_SENT = "Newsletter sent", "email.csv", "email", "Use", 0.2, "Newsletter delivered"
    NEWSLETTER_OPENED = "Newsletter opened", "email.csv", "email", "Use", 0.8
    NEWSLETTER_CLICKED = "Newsletter clicked", "email.csv", "email", "Use", 1.2
    SERVICE_SURVEY = "Delivery survey", "surveys.csv", "survey", "Use", 2.0, "Satisfaction survey answered"
    EFFORT_SURVEY = "Ordering survey", "surveys.csv", "survey", "Onboarding", 1.0, "Effort survey answered"
    REMINDER_SENT = (
        "Renewal reminder sent",
        "email.csv",
        "email",
        "Retention",
        -0.2,
        "Renewal reminder delivered",
    )
    REMINDER_OPENED = "Renewal reminder opened", "email.csv", "email", "Retention", 0.0
    RENEWED = "Subscription renewed", "subscriptions.csv", "subscription", "Retention", 2.0
    PAUSED = "Subscription paused", "subscriptions.csv", "subscription", "Retention", -1.0
    CANCELLED = "Subscription cancelled", "subscriptions.csv", "subscription", "Retention", -3.0
    NPS_SURVEY = "Recommendation survey", "surveys.csv", "survey", "Advocacy", 1.8, "NPS survey answered"
    REVIEW = "Review", "reviews.csv", "reviews", "Advocacy", 1.8
    INVITED = "Friend invited", "app.parquet", "app", "Advocacy", 3.8


def codes_of(*files: str) -> tuple[int, ...]:
    """Codes of the touchpoints that the files hold."""
    return tuple(int(touch) for touch in Touch if touch.file in files)

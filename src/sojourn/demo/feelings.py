"""From what happens to what is felt, and from what is felt to what is rated."""

from typing import Final

import numpy as np
import numpy.typing as npt

from sojourn.demo.dice import Dice
from sojourn.demo.touchpoints import Touch
from sojourn.events.schema import SCALES

Floats32 = npt.NDArray[np.float32]

SCALE_NAMES: Final = ("csat_1_5", "stars_1_5", "ces_1_5", "nps_0_10")
"""Scales in use; an event's scale is a position here, −1 for none."""

ASKED: Final = {
    Touch.LANDING: (0.03, "stars_1_5"),
    Touch.PRODUCT: (0.02, "stars_1_5"),
    Touch.QUIZ: (0.10, "stars_1_5"),
    Touch.SIZE_GUIDE: (0.08, "stars_1_5"),
    Touch.REVIEWS_READ: (0.04, "stars_1_5"),
    Touch.HELP: (0.10, "stars_1_5"),
    Touch.CART: (0.04, "stars_1_5"),
    Touch.CHECKOUT: (0.08, "stars_1_5"),
    Touch.LATE: (0.15, "stars_1_5"),
    Touch.DELIVERED: (0.20, "stars_1_5"),
    Touch.RETURNED: (0.25, "stars_1_5"),
    Touch.PREFERENCES: (0.08, "stars_1_5"),
    Touch.APP_OPENED: (0.03, "stars_1_5"),
    Touch.BOX_PREVIEW: (0.06, "stars_1_5"),
    Touch.CHAT_REPLIED: (0.20, "csat_1_5"),
    Touch.ASKED_AGAIN: (0.25, "csat_1_5"),
    Touch.CHAT_SOLVED: (0.45, "csat_1_5"),
    Touch.CALL_SOLVED: (0.45, "csat_1_5"),
    Touch.SERVICE_SURVEY: (1.0, "csat_1_5"),
    Touch.EFFORT_SURVEY: (1.0, "ces_1_5"),
    Touch.NPS_SURVEY: (1.0, "nps_0_10"),
    Touch.REVIEW: (1.0, "stars_1_5"),
}
"""Where customers are asked for a rating: how often, on which scale. Who answers does not depend on the feeling."""


def feel(
    touch: npt.NDArray[np.generic], shift: npt.NDArray[np.generic], mood: npt.NDArray[np.float64], dice: Dice
) -> Floats32:
    """True emotion of every event: the touchpoint's, what happened there, the customer's mood, and chance; −5 … +5."""
    base = np.array([t.emotion for t in Touch])[touch.astype(np.int64)]
    emotion = base + shift.astype(np.float64) + mood + 0.6 * dice.normal("emotion", len(touch))
    return np.clip(emotion, -5, 5).astype(np.float32)


def rate(
    touch: npt.NDArray[np.generic], emotion: Floats32, dice: Dice
) -> tuple[Floats32, npt.NDArray[np.int8]]:
    """Ratings of the events that are rated (NaN elsewhere), and their scales.

    A rating is the emotion moved linearly onto the scale, with a little chance, rounded to a whole number.
    """
    probability, scale_of = np.zeros(len(Touch)), np.full(len(Touch), -1, np.int8)
    for where, (share, name) in ASKED.items():
        probability[where], scale_of[where] = share, SCALE_NAMES.index(name)
    codes = touch.astype(np.int64)
    asked = dice.uniform("rated", len(codes)) < probability[codes]
    scale = np.where(asked, scale_of[codes], np.int8(-1)).astype(np.int8)
    chance = dice.normal("rating", len(codes))
    score = np.full(len(codes), np.nan, np.float32)
    for position, name in enumerate(SCALE_NAMES):
        on, known = scale == position, SCALES[name]
        good = (emotion[on] + 5) / 10 + 0.08 * chance[on]
        share_of_scale = 1 - good if known.low_is_good else good
        score[on] = np.clip(
            np.round(known.low + share_of_scale * (known.high - known.low)), known.low, known.high
        )
    return score, scale

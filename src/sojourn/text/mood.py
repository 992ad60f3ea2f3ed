"""Three moods, bad (−1), middling (0) and good (+1): of a rating, and of a sentiment by words."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

THIRD: Final = 5 / 3
"""A rating is bad in the lower third of −5 … +5 and good in the upper."""
_SLIGHT: Final = 0.05
"""A sentiment by words this near 0 is middling, as the authors of VADER advise."""


def mood_of_rating(ratings: NDArray[np.float64]) -> NDArray[np.int8]:
    """The mood of ratings on −5 … +5, none of them NaN.

    >>> mood_of_rating(np.array([-5.0, -2.5, 0.0, 2.5])).tolist()
    [-1, -1, 0, 1]
    """
    return (ratings > THIRD).astype(np.int8) - (ratings < -THIRD).astype(np.int8)


def mood_of_words(sentiment: NDArray[np.float64]) -> NDArray[np.int8]:
    """The mood of sentiments −1 … +1 by words.

    >>> mood_of_words(np.array([-0.4, 0.0, 0.06])).tolist()
    [-1, 0, 1]
    """
    return (sentiment >= _SLIGHT).astype(np.int8) - (sentiment <= -_SLIGHT).astype(np.int8)

"""From the words found in a text to how it feels: degree, negation, contrast, emphasis."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

VALUE, DEGREE, NEGATION, CONTRAST = 0, 1, 2, 3
"""What an entry does: it feels like something, strengthens or weakens, turns round, sets against what came before."""

Ints = NDArray[np.int32]
Numbers = NDArray[np.float64]


@compiled
def weigh(
    starts: Ints,
    found: Ints,
    place: Ints,
    sentence: Ints,
    roles: NDArray[np.uint8],
    values: Numbers,
    emotions: NDArray[np.int8],
    reach: int,
    turned: Numbers,
) -> tuple[Numbers, Ints, Ints]:
    """Weigh the matches of every text.

    Parameters
    ----------
    starts, found, place, sentence
        As :func:`sojourn.text.kernels.matching.find` gives them.
    roles, values, emotions
        Of every entry: what it does, its valence (or factor), the emotion it names (−1 for none).
    reach
        How many places before a word a negation is that turns it.
    turned
        By what the valence of a negated good word, and of a negated bad word, is multiplied.

    Returns
    -------
    tuple
        Per text the sum of valences, the number of words that have one, and how often each of six emotions is named
        (texts, 6).
    """
    n = starts.shape[0] - 1
    total, words = np.zeros(n), np.zeros(n, np.int32)
    felt = np.zeros((n, 6), np.int32)
    for t in range(n):
        part, part_sum, factor = -1, 0.0, 1.0
        degree, degree_at, turns = 1.0, -99, 0
        turn_at = -99
        for m in range(starts[t], starts[t + 1]):
            entry, at = found[m], place[m]
            if sentence[m] != part:
                total[t] += part_sum
                part, part_sum, factor = sentence[m], 0.0, 1.0
                degree_at, turn_at, turns = -99, -99, 0
            role = roles[entry]
            if role == DEGREE:
                near = degree_at >= 0 and at - degree_at <= 1
                degree = degree * values[entry] if near else values[entry]
                degree_at = at
            elif role == NEGATION:
                turns = turns + 1 if turn_at >= 0 and at - turn_at <= reach else 1
                turn_at = at
            elif role == CONTRAST:
                part_sum *= 0.5
                factor = 1.5
                turn_at, turns = -99, 0
            else:
                value = values[entry]
                if degree_at >= 0 and at - degree_at <= 2:
                    value *= degree
                negated = turn_at >= 0 and at - turn_at <= reach and turns % 2 == 1
                if negated:
                    value *= turned[0] if value > 0 else turned[1]
                part_sum += value * factor
                if value != 0:
                    words[t] += 1
                if emotions[entry] >= 0 and not negated:
                    felt[t, emotions[entry]] += 1
        total[t] += part_sum
    return total, words, felt

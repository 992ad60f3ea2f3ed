"""Random numbers by name, so that two worlds roll the same dice.

A draw is a function of the seed, its name and its round, and of nothing else. A world with one cause switched off
therefore differs from the real one by that cause alone, never by luck.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Dice:
    """The source of all chance.

    >>> a, b = Dice(7).uniform("help", 3), Dice(7).uniform("help", 3)
    >>> bool((a == b).all()), bool((a == Dice(7).uniform("help", 3, round_=1)).any())
    (True, False)
    """

    seed: int

    def generator(self, name: str, round_: int = 0) -> np.random.Generator:
        """Make the generator of one name and round."""
        return np.random.default_rng([self.seed, crc32(name.encode()), round_])

    def uniform(self, name: str, size: int, round_: int = 0) -> Floats:
        """Draw uniform numbers in [0, 1)."""
        return self.generator(name, round_).random(size)

    def normal(self, name: str, size: int, round_: int = 0) -> Floats:
        """Draw standard normal numbers."""
        return self.generator(name, round_).standard_normal(size)

    def logistic(self, name: str, size: int, round_: int = 0) -> Floats:
        """Draw standard logistic numbers: ``x + draw > 0`` has the probability ``sigmoid(x)``."""
        return self.generator(name, round_).logistic(size=size)

    def hexadecimal(self, name: str, size: int, length: int = 16) -> npt.NDArray[np.bytes_]:
        """Draw ids of ``length`` hexadecimal digits."""
        pairs = np.array([b"%02x" % i for i in range(256)])
        octets = self.generator(name).integers(0, 256, (size, length // 2), np.uint8)
        return np.ascontiguousarray(pairs[octets]).view(f"S{length}").reshape(size)


def sigmoid(x: Floats) -> Floats:
    """Probability of a logit."""
    return 1 / (1 + np.exp(-x))

"""What the Java processes of Spark can carry of a tally, and the refusal of one that is larger.

A tally leaves its task as one result. On the way to the driver it is in the heap several times: as rows, as an Arrow
batch, as a result, serialised, and kept until it is fetched.
"""

import math
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sojourn.analysis.seam import ANALYSES
from sojourn.errors import LimitError
from sojourn.log.engine import Count

_TIMES: Final = 8
"""How often a tally is in the heap while it is sent: of two cores with 1 GB, 75 MB each went through, 90 MB did not."""
_LARGEST: Final = 2_000_000_000
"""Bytes of the largest batch of Arrow that Java makes."""
_MANY: Final = 1_000
"""So many names are worth folding."""
_DRIVER, _EXECUTOR, _RESULTS = "spark.driver.memory", "spark.executor.memory", "spark.driver.maxResultSize"
_LOCAL: Final = re.compile(r"local(?:\[(\d+|\*).*)?$")


@dataclass(frozen=True)
class Room:
    """What there is room for.

    Attributes
    ----------
    heaps
        Setting of a Java process → the bytes of its heap, and how many of them a byte of a tally needs.
    results
        Bytes of all tallies together that the driver takes.
    senders
        How many tallies are sent to it.
    """

    heaps: Mapping[str, tuple[int, int]]
    results: int
    senders: int

    @property
    def most(self) -> int:
        """Bytes of the largest tally that can be sent."""
        return min(_LARGEST, self.results, *(heap // times for heap, times in self.heaps.values()))

    def refusal(self, needed: int, count: Callable[..., Any]) -> LimitError:
        """What to say of a tally of so many bytes, and what would work."""
        wanted = {name: needed * times for name, (heap, times) in self.heaps.items() if needed * times > heap}
        if needed * self.senders > self.results:
            wanted[_RESULTS] = needed * self.senders
        given = " ".join(f"--conf {name}={math.ceil(nbytes / 2**30)}g" for name, nbytes in wanted.items())
        analysis, names = _asked(count)
        what = f"What {analysis} counts" if analysis else "What is counted"
        ways = ["ask about a part of the customers (log.where)"]
        if needed <= _LARGEST:
            ways.append(f"give Spark more memory ({given})")
        if names >= _MANY:
            ways.append(
                f"fold the {names:,} names of touchpoints by a taxonomy when reading (taxonomy=, --taxonomy)"
            )
        hint = ", or ".join(reversed(ways))
        return LimitError(
            f"{what} in one part of the log takes {_size(needed)}; the Java processes of Spark can carry "
            f"{_size(self.most)}.",
            hint=f"{hint[0].upper()}{hint[1:]}.",
            context={"bytes": needed, "most": self.most, "analysis": analysis, "names": names},
        )


def room(spark: Any, senders: int) -> Room:
    """The room in a session for tallies of which so many are sent to the driver, each by a task."""
    context = spark.sparkContext
    conf, java = context.getConf(), context._jvm  # noqa: SLF001  (the only way to the heap)
    sizes = java.org.apache.spark.network.util.JavaUtils
    heap = int(java.java.lang.Runtime.getRuntime().maxMemory())
    results = int(sizes.byteStringAsBytes(conf.get(_RESULTS, "1g")))
    local = _LOCAL.match(context.master)
    if local:
        cores = (os.cpu_count() or 1) if local[1] == "*" else int(local[1] or 1)
        heaps = {_DRIVER: (heap, _TIMES * min(cores, senders))}
    else:
        megabytes = sizes.byteStringAsMb(conf.get(_EXECUTOR, "1g"))
        there = int(megabytes) << 20
        heaps = {_DRIVER: (heap, _TIMES), _EXECUTOR: (there, _TIMES * min(_cores(context, conf), senders))}
    return Room(heaps, results or sys.maxsize, senders)


def _cores(context: Any, conf: Any) -> int:
    """About how many tasks an executor runs at a time."""
    chosen = int(conf.get("spark.executor.cores", "0"))
    if not chosen and not conf.contains("spark.default.parallelism"):
        executors = len(context._jsc.sc().statusTracker().getExecutorInfos()) - 1  # noqa: SLF001
        chosen = context.defaultParallelism // max(1, executors)
    return max(1, chosen // int(conf.get("spark.task.cpus", "1")))


def _asked(count: Callable[..., Any]) -> tuple[str, int]:
    """The analysis that asks, if one does, and how many names of touchpoints there are."""
    if not isinstance(count, Count):
        return "", 0
    module = getattr(count.measure, "__module__", "").split(".")
    analysis = module[2] if module[:2] == ["sojourn", "analysis"] and len(module) > 2 else ""
    touchpoints = count.vocabularies.get("touchpoint", ())
    return analysis if analysis in ANALYSES else "", len(touchpoints)


def _size(nbytes: int) -> str:
    return f"{nbytes / 1e9:,.1f} GB" if nbytes >= 1e9 else f"{nbytes / 1e6:,.1f} MB"

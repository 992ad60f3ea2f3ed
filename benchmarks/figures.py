"""What a kept result says: timings of a step, in seconds of wall clock or of processor, and how they are written."""

from dataclasses import dataclass
from statistics import median

READ, CSV = "read Parquet", "read CSV"
SOJOURN = "Sojourn"
PEERS = ("DuckDB", "chDB", "pm4py", "retentioneering", "ChannelAttribution")


@dataclass(frozen=True)
class Row:
    """One contender's result for one question and size."""

    question: str
    name: str
    found: dict
    build: dict
    """Sojourn's build of the log, without which its answers from the log do not come from a file."""

    @property
    def failed(self) -> str:
        return self.found.get("failed", "")

    def timings(self, step: str, clock: str = "s") -> list[float]:
        """Of one step: ``"load"``, ``"answer"``, ``"file"`` or ``"memory"``."""
        return [] if self.failed else self.found["steps"].get(step, {}).get(clock, [])

    def answer(self, clock: str = "s") -> list[float]:
        """From the log, or the loaded table."""
        return self.timings("answer", clock)

    def file(self, clock: str = "s") -> list[float]:
        """From the file: asked of it directly, or loading and the answer together."""
        if self.failed or "failed" in self.build:
            return []
        steps = self.found["steps"]
        if "file" in steps:
            return steps["file"][clock]
        if self.name == SOJOURN:
            first = steps["load"][clock][0] + steps["answer"][clock][0]
            return [seconds + first for seconds in self.build["steps"]["load"][clock]]
        return [steps["load"][clock][0] + seconds for seconds in steps["answer"][clock]]

    @property
    def peak(self) -> str:
        """Megabytes of the process; of Sojourn, of asking and of building."""
        peaks = (
            [self.found["peak_mb"], self.build["peak_mb"]]
            if self.name == SOJOURN
            else [self.found["peak_mb"]]
        )
        return " · ".join(f"{peak:,.0f}" for peak in peaks)


def rows(of_size: dict) -> list[Row]:
    """All results of one size, by question; Sojourn is the first of each."""
    build = of_size.get(READ, {}).get(SOJOURN, {"failed": "no log", "peak_mb": 0})
    return [
        Row(question, name, found, build)
        for question, by_name in of_size.items()
        for name in (SOJOURN, *PEERS)
        if question not in (READ, CSV) and (found := by_name.get(name))
    ]


def spread(timings: list[float]) -> str:
    """The median, and the smallest and the largest."""
    if not timings:
        return ""
    if len(timings) == 1:
        return seconds(timings[0])
    return f"{seconds(median(timings))} ({seconds(min(timings))}–{seconds(max(timings))})"


def middle(timings: list[float]) -> str:
    """The median alone."""
    return seconds(median(timings)) if timings else ""


def seconds(value: float) -> str:
    """With as many digits as mean something."""
    if value < 0.0095:
        return f"{value:.4f}"
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def ratio(theirs: list[float], ours: list[float]) -> str:
    """How many times as long theirs takes, by the medians."""
    if not theirs or not ours or not median(ours):
        return ""
    times = median(theirs) / median(ours)
    digits = 0 if times >= 10 else 1 if times >= 1 else 2 if times >= 0.01 else 3
    return f"{times:,.{digits}f}"

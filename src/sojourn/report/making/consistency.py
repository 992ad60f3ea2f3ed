"""The block on the same step in several channels."""

from typing import Final

from sojourn.analysis.consistency import Consistency, consistency
from sojourn.report.blocks.trends import Inconsistency
from sojourn.report.context import Context
from sojourn.report.metrics import tidy

GAPS_LISTED: Final = 30


def consistency_block(context: Context, found: Consistency | None = None) -> tuple[Inconsistency, ...] | None:
    """Gaps between channels that are real, smallest q first, :data:`GAPS_LISTED` at most; None where there is none.

    Parameters
    ----------
    found
        What the analysis gave, where it is known already.
    """
    result = found or consistency(context.log, goal=context.goals)
    rows = [row for row in result.table.to_pylist() if row["real"]]
    gaps = tuple(
        Inconsistency(
            step=row["step"],
            measure="rating" if row["measure"].startswith("rating_") else row["measure"],
            channel_a=row["channel_a"],
            channel_b=row["channel_b"],
            value_a=tidy(row["value_a"]),
            value_b=tidy(row["value_b"]),
            difference=tidy(row["difference"]),
            low=tidy(row["low"]),
            high=tidy(row["high"]),
            q=tidy(row["q"]),
            n_a=row["n_a"],
            n_b=row["n_b"],
        )
        for row in rows[:GAPS_LISTED]
    )
    return gaps or None

"""From paths to the result, or to the reason why there is none."""

from collections.abc import Mapping
from typing import Any

from sojourn.analysis.attribution.credits import credits_of
from sojourn.analysis.attribution.result import (
    COMPUTED,
    NO_CREDITS,
    NO_REMOVAL,
    Attribution,
    Money,
    credit_table,
    removal_table,
)
from sojourn.analysis.attribution.rules import MOST_CHANNELS
from sojourn.analysis.attribution.sample import Sample
from sojourn.analysis.attribution.spending import Sums
from sojourn.analysis.stats.pathset import PathSet
from sojourn.errors import UsageError


def answered(
    spec: Any,
    sample: Sample,
    money: Money,
    *,
    customers: int | None,
    without_touch: int = 0,
    costs: Mapping[str, tuple[float | None, str | None]] | None = None,
    unmatched_spend: Sums = (),
) -> Attribution:
    """Apply the models.

    Raises
    ------
    UsageError
        If there are too many channels.
    """
    paths = sample.paths
    if len(paths.names) > MOST_CHANNELS:
        raise UsageError(
            f"{len(paths.names):,} channels are too many to share credit among.",
            hint=f"Choose an attribute with at most {MOST_CHANNELS:,} values.",
        )
    found = credits_of(sample, spec.rules)
    return Attribution(
        spec,
        customers,
        COMPUTED,
        int(paths.outcomes[:, 0].sum()),
        without_touch,
        money,
        _count(paths),
        paths.names,
        found.order,
        found.fits,
        found.draws,
        unmatched_spend,
        removal_table(paths, found, money),
        credit_table(paths, spec.rules.models, found, money, costs or {}),
    )


def unanswered(
    spec: Any, reason: str, paths: PathSet, *, customers: int | None, without_touch: int = 0
) -> Attribution:
    """A result without credits, and why."""
    status = f"cannot be computed: {reason}"
    return Attribution(
        spec,
        customers,
        status,
        0,
        without_touch,
        Money(None, None, status),
        _count(paths),
        paths.names,
        None,
        (),
        0,
        (),
        NO_REMOVAL,
        NO_CREDITS,
    )


def _count(paths: PathSet) -> int:
    return int(paths.outcomes[:, 0].sum() + paths.outcomes[:, 2].sum())

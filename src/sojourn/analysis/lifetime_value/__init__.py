"""What customers will buy and be worth, by models of purchases fitted to what they bought."""

from sojourn.analysis.lifetime_value.question import (
    ANALYSIS,
    MODELS,
    LifetimeValue,
    LifetimeValueSpec,
    lifetime_value,
)

__all__ = ["ANALYSIS", "MODELS", "LifetimeValue", "LifetimeValueSpec", "lifetime_value"]

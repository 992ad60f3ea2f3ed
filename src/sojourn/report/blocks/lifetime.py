"""What customers will be worth."""

from sojourn.report.part import Count, Part, Share


class Parameter(Part):
    """A fitted parameter with its standard error."""

    value: float
    error: float | None


class Holdout(Part):
    """How well the model of the first part of the time foretells the purchases of the rest."""

    weeks: float
    foretold: float
    happened: float
    rmse: float
    baseline_rmse: float
    """Of each customer going on at their own rate."""


class LifetimeValue(Part):
    """Purchases and value to come, by a fitted model."""

    model: str
    """``bg_nbd``, ``mbg_nbd``, ``pareto_nbd``, ``bg_bb``, and ``gamma_gamma`` for the value."""
    customers: Count
    repeaters: Count
    parameters: dict[str, Parameter]
    log_likelihood: float
    horizon_days: Count
    discount_a_year: float
    expected_purchases: float
    """Per customer within the horizon."""
    mean_value: float | None
    """Expected discounted value per customer within the horizon."""
    low: float | None
    high: float | None
    currency: str | None
    alive_share: Share
    """Mean probability of still being a customer."""
    holdout: Holdout | None

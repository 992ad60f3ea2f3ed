"""What customers will be worth."""

from sojourn.report.part import Count, Part, Share


class Parameter(Part):
    """A fitted parameter with its standard error and 95 % interval."""

    value: float
    error: float | None
    low: float | None
    high: float | None


class Holdout(Part):
    """How well the model of the first half of the time foretells the purchases of the second."""

    weeks: float
    customers: Count
    """Buyers of the first half."""
    foretold: float
    happened: float
    rmse: float
    baseline_rmse: float
    """Of each customer going on at their own rate."""


class LifetimeValue(Part):
    """Purchases and value to come, by a fitted model."""

    model: str
    """``bg_nbd``, ``mbg_nbd``, ``pareto_nbd``, ``bg_bb`` or ``sbg``."""
    value_model: str | None
    """``gamma_gamma`` or ``own_mean``; None where the value cannot be computed."""
    customers: Count
    """Buyers."""
    repeaters: Count
    """Buyers with purchases on several days."""
    parameters: dict[str, Parameter]
    """``model.parameter``, such as ``mbg_nbd.alpha``; times in weeks."""
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
    period_days: Count | None
    """Days between two opportunities, where purchases keep a rhythm."""
    holdout: Holdout | None
    notes: tuple[str, ...]
    """How the model was chosen, what speaks against it, and why there is no value, in sentences."""

"""What goes along with the goal and with satisfaction."""

from sojourn.report.part import Count, Part, Share


class Driver(Part):
    """How much the outcome changes with one feature, the others held."""

    outcome: str
    """``goal`` or ``satisfaction``."""
    feature: str
    effect: float
    low: float
    high: float
    q: Share
    n: Count


class Rule(Part):
    """Who meets the left side also meets the right one."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    ordered: bool
    customers: Count
    support: Share
    confidence: Share
    lift: float


class Correlation(Part):
    """Two features of customers that go together."""

    a: str
    b: str
    pearson: float
    spearman: float
    n: Count
    q: Share


class Drivers(Part):
    """Regression, tree, rules and correlations; associations, not causes."""

    drivers: tuple[Driver, ...]
    tree: tuple[str, ...]
    """The branches of a shallow tree, told in sentences."""
    rules: tuple[Rule, ...]
    correlations: tuple[Correlation, ...]
    notes: tuple[str, ...] = ()
    """In words: who was looked at and when, how well the outcome is told, what is listed and what is left out."""

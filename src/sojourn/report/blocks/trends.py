"""How measures move: trend, seasons, change points; and the same step across channels."""

from sojourn.report.part import Count, Part, Share


class Point(Part):
    """A measure in one period."""

    start: str
    """First day, ISO 8601."""
    value: float | None
    low: float | None
    high: float | None
    n: Count


class ChangePoint(Part):
    """A day at which the level of a measure changed."""

    date: str
    first: str
    """The interval of the date: first and last plausible day."""
    last: str
    before: float
    after: float
    q: Share


class Season(Part):
    """How much a day differs from the average one; 1 = average."""

    measure: str
    kind: str
    """``weekday`` (1 = Monday) or ``day_of_month`` (negative from the end: −1 = last day)."""
    day: int
    factor: float
    low: float
    high: float
    q: Share


class Series(Part):
    """One measure over time."""

    measure: str
    """``events``, ``customers``, ``new_customers``, ``goal_share``, ``contacts``, ``revenue``, ``rating_…``; of a touchpoint
    ``touchpoint_events``, ``step_share`` (of the step `after`, how often it is the next in the channel), ``wait``, ``rating_…``."""
    touchpoint: str | None
    after: str | None
    unit: str
    """``events``, ``customers``, ``share``, ``seconds``, ``rating``, ``money``."""
    period: str
    points: tuple[Point, ...]
    slope: float | None
    """Change per 30 days, of the unit."""
    slope_low: float | None
    slope_high: float | None
    slope_q: Share | None
    changes: tuple[ChangePoint, ...]


class Trends(Part):
    """Every series worth showing, and the seasons of events, customers and new customers."""

    timezone: str
    first: str
    last: str
    """The whole days looked at, ISO 8601; the first and the last day of the log may be incomplete."""
    series_total: Count
    """Series looked at; those of touchpoints are listed only where something moves (q ≤ 0.05)."""
    series: tuple[Series, ...]
    seasons: tuple[Season, ...]


class Inconsistency(Part):
    """The same step in two channels: a gap that is real."""

    step: str
    measure: str
    """``goal_share``, ``median_wait_s``, ``rating``."""
    channel_a: str
    channel_b: str
    value_a: float
    value_b: float
    difference: float
    low: float
    high: float
    q: Share
    n_a: Count
    n_b: Count

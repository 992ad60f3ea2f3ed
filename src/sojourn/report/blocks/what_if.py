"""What a change of one step would do downstream, by a model of the journey."""

from sojourn.report.part import Count, Part, Share


class Outcome(Part):
    """A quantity before and after the change."""

    measure: str
    """``conversions``, ``value``, ``contacts``, ``emotion``, ``duration_s``."""
    before: float
    after: float
    difference: float
    low: float
    high: float


class Scenario(Part):
    """One change of one step."""

    id: str
    touchpoint: str
    change: str
    """``less_drop_off``, ``shorter_wait``, ``fewer_contacts``."""
    amount: float
    """Relative change, 0.2 = by a fifth."""
    statement: str
    outcomes: tuple[Outcome, ...]


class BackTest(Part):
    """How well the model of the first part of the time foretells the rest."""

    trained_until: str
    customers: Count
    foretold: Share
    happened: Share
    error: float
    """foretold − happened."""


class WhatIf(Part):
    """Scenarios, with the model's own error beside them."""

    scenarios: tuple[Scenario, ...]
    states: Count
    back_test: BackTest | None
    assumption: str
    """What must hold for the scenarios to be right, in words."""

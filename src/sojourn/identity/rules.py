"""What may be joined: limits and priorities, changed from the defaults of the types."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sojourn.errors import UsageError
from sojourn.events.identifiers import IdentifierType, kind_of


@dataclass(frozen=True, slots=True)
class Rules:
    """How identifiers are resolved into customers.

    Attributes
    ----------
    priority, per_customer, exclusive, shared_beyond
        Type → what replaces the default of :class:`~sojourn.events.identifiers.IdentifierType`.
    dominance
        An identifier of several people still belongs to the one who has at least this share of the times it was seen
        with any of them.
    bridges
        With how many others that have an identifier of the same type a customer may be joined through the weaker
        identifiers of one level (orders, tickets, cookies); beyond, they join none of them to it.
    least_probability
        Links that a model found and that are less sure than this are left out.

    Raises
    ------
    UsageError
        If a number is out of range.
    """

    priority: Mapping[str, int] = field(default_factory=dict)
    per_customer: Mapping[str, int] = field(default_factory=dict)
    exclusive: Mapping[str, bool] = field(default_factory=dict)
    shared_beyond: Mapping[str, int] = field(default_factory=dict)
    dominance: float = 0.9
    bridges: int = 3
    least_probability: float = 0.0

    def __post_init__(self) -> None:
        for name, numbers, most in (
            ("priority", self.priority, 1000),
            ("per_customer", self.per_customer, 250),
            ("shared_beyond", self.shared_beyond, 1_000_000),
        ):
            for type_, number in numbers.items():
                if not 0 <= number <= most:
                    raise UsageError(f"{name} of {type_} must be between 0 and {most}, got {number}.")
        if not 0.5 < self.dominance <= 1:
            raise UsageError(f"dominance must be above 0.5 and at most 1, got {self.dominance}.")

    def kind(self, name: str) -> IdentifierType:
        """The type of that name with these rules.

        >>> Rules(per_customer={"email": 2}).kind("email").per_customer
        2
        """
        kind = kind_of(name)
        return replace(
            kind,
            priority=self.priority.get(name, kind.priority),
            per_customer=self.per_customer.get(name, kind.per_customer),
            exclusive=self.exclusive.get(name, kind.exclusive),
            shared_beyond=self.shared_beyond.get(name, kind.shared_beyond),
        )

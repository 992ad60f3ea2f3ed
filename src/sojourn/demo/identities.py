"""By which ids each system knows a customer, and the true graph of them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.dice import Dice
from sojourn.demo.people import TABLETS, People
from sojourn.demo.shopping import STORE, Ints, Shopping

FIRST: Final = (
    "Anna", "Ben", "Clara", "David", "Emma", "Finn", "Greta", "Hugo", "Ida", "Jonas", "Karla", "Leon", "Mia", "Noah", "Olga",
    "Paul", "Rosa", "Sam", "Tilda", "Umut",
)  # fmt: skip
FIRST_CHINA: Final = ("Wei", "Min", "Jing", "Lei", "Fang", "Hao", "Xin", "Yan", "Jun", "Ting")
LAST: Final = (
    "Albers", "Becker", "Conrad", "Dietz", "Evers", "Fischer", "Graf", "Hahn", "Jansen", "Keller", "Lang", "Moser", "Novak",
    "Otto", "Peters", "Quinn", "Richter", "Smit", "Thoma", "Visser",
)  # fmt: skip
LAST_CHINA: Final = ("Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Zhao", "Huang", "Zhou", "Wu")
DOMAINS: Final = ("example.com", "example.org", "example.net")
SWITCH: Final = 2
"""From this visit on, those with a second browser use it."""


@dataclass(frozen=True, slots=True)
class Identities:
    """Text arrays with one entry per customer; null where a customer has no such id."""

    number: pa.Array  # the shop's customer number, the same in every export of this release
    name: pa.Array
    email: pa.Array
    second_email: pa.Array  # used for newsletters
    phone: pa.Array  # shared within a household
    loyalty_card: pa.Array
    app_device: pa.Array
    cookie: pa.Array
    second_cookie: pa.Array
    tablet: pa.Array  # the cookie of the store's tablet, if the customer used it

    @property
    def table(self) -> pa.Table:
        """The true graph: one row per id and customer, with the number of customers who share the id."""
        parts = [
            pa.table({
                "kind": pa.array([kind] * len(self.number)), "id": ids, "customer_no": self.number,
            }).filter(pc.is_valid(ids))
            for kind, ids in (
                ("cookie", self.cookie), ("cookie", self.second_cookie), ("cookie", self.tablet), ("email", self.email),
                ("email", self.second_email), ("phone", self.phone), ("loyalty_card", self.loyalty_card),
                ("device", self.app_device),
            )
        ]  # fmt: skip
        graph = pa.concat_tables(parts)
        encoded = graph["id"].combine_chunks().dictionary_encode()
        codes = encoded.indices.to_numpy()
        return graph.append_column("shared_by", pa.array(np.bincount(codes)[codes]))


def identify(people: People, shopping: Shopping, dice: Dice) -> Identities:
    """Give everybody their ids."""
    count, china = people.count, people.china

    def some(name: str, share: float) -> npt.NDArray[np.bool_]:
        return dice.uniform(name, count) < share

    given = _named("first name", FIRST, FIRST_CHINA, china, dice)
    family = _named("last name", LAST, LAST_CHINA, china, dice)
    serial = pa.array(np.arange(11, count + 11)).cast(pa.string())
    domain = pa.array(DOMAINS).take(pa.array(dice.generator("domain").integers(0, 3, count)))
    local = pc.binary_join_element_wise(pc.utf8_lower(given), pc.utf8_lower(family), ".")
    subscriber = 10_000_000 + people.household * 37 % 90_000_000
    phone = pc.binary_join_element_wise(
        _text(np.where(china, "+86 139 ", "+49 1520 ")), _digits(subscriber), ""
    )
    card = pc.binary_join_element_wise("LC", _digits(50_000_000 + np.arange(count) * 13), "")
    in_store = shopping.visited[0] & (shopping.via[0] == STORE)
    tablets = pc.binary_join_element_wise("tablet-", _digits(people.tablet + 1), "")
    switched = np.asarray(shopping.visited[SWITCH] & some("second browser", 0.4), np.bool_)
    # Numbers are given in the order of a shuffled list, so that they tell nothing.
    number = 100_001 + dice.generator("customer number").permutation(count)
    return Identities(
        number=pc.binary_join_element_wise("C", _digits(number), ""),
        name=pc.binary_join_element_wise(given, family, " "),
        email=pc.binary_join_element_wise(pc.binary_join_element_wise(local, serial, ""), domain, "@"),
        second_email=_where(some("second e-mail", 0.15), pc.binary_join_element_wise("socks+", local, serial, "@mail.example", "")),
        phone=_where(some("phone known", 0.7), phone),
        loyalty_card=_where(in_store | some("loyalty card", 0.05), card),
        app_device=_where(people.app & shopping.buyer, _hex("device", dice, count)),
        cookie=_where(shopping.visitor, _hex("cookie", dice, count)),
        second_cookie=_where(switched, _hex("second cookie", dice, count)),
        tablet=_where(in_store, tablets),
    )  # fmt: skip


def cookies(identities: Identities, shopping: Shopping, who: Ints, round_: Ints) -> pa.Array:
    """Cookie of each web event: the store's tablet, the first browser, or the second one after the switch."""
    tablet = pa.array(shopping.via[round_, who] == STORE)
    second = pa.array(round_ >= SWITCH)
    own = pc.if_else(
        second,
        pc.coalesce(identities.second_cookie, identities.cookie).take(who),
        identities.cookie.take(who),
    )
    return pc.if_else(tablet, identities.tablet.take(who), own)


def _named(
    name: str, names: tuple[str, ...], chinese: tuple[str, ...], china: npt.NDArray[np.bool_], dice: Dice
) -> pa.Array:
    u = dice.uniform(name, len(china))
    here = (u * len(names)).astype(np.int64)
    there = len(names) + (u * len(chinese)).astype(np.int64)
    return pa.array(names + chinese).take(pa.array(np.where(china, there, here)))


def _where(mask: npt.NDArray[np.bool_], values: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(mask), values, pa.scalar(None, pa.string()))


def _digits(numbers: Ints) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _text(values: npt.NDArray[np.str_]) -> pa.Array:
    return pa.array(values.tolist())


def _hex(name: str, dice: Dice, count: int) -> pa.Array:
    return pa.array(dice.hexadecimal(name, count)).cast(pa.string())


def tablet_ids() -> tuple[str, ...]:
    """Cookies of the store tablets.

    >>> tablet_ids()
    ('tablet-1', 'tablet-2', 'tablet-3')
    """
    return tuple(f"tablet-{k + 1}" for k in range(TABLETS))

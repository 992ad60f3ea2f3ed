"""By which ids each of the company's systems knows a customer."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.company import Company
from sojourn.demo.dice import Dice
from sojourn.demo.people import TABLETS
from sojourn.demo.shopping import STORE, Flags, Ints
from sojourn.demo.touchpoints import Touch

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
AGENT: Final = "7000000001"
"""Id of the support agent in the ticket system."""
AGENT_EMAIL: Final = "kim.otto@pairwise.example"


@dataclass(frozen=True, slots=True)
class Identities:
    """Text arrays with one entry per customer, in normal form; null where a customer has no such id.

    ``name`` and ``card`` tell who somebody is to people, not to systems.
    """

    number: pa.Array  # the customer number of everybody; only who is `registered` has been told it
    registered: Flags
    first_name: pa.Array
    last_name: pa.Array
    email: pa.Array
    second_email: pa.Array  # used for newsletters
    telephone: pa.Array  # shared within a household
    phone: pa.Array  # the telephone, where the company was given it
    loyalty_card: pa.Array
    app_device: pa.Array
    cookie: pa.Array
    second_cookie: pa.Array
    tablet: pa.Array  # the cookie of the store's tablet, if the customer used it
    order: pa.Array
    zendesk_user: pa.Array
    contact: pa.Array  # record in the contact database


def identify(company: Company) -> Identities:
    """Give everybody their ids."""
    people, shopping, dice = company.people, company.shopping, company.dice
    count, china = people.count, people.china
    numbers = np.arange(count)

    def some(name: str, share: float) -> Flags:
        return dice.uniform(name, count) < share

    given = _named("first name", FIRST, FIRST_CHINA, china, dice)
    family = _named("last name", LAST, LAST_CHINA, china, dice)
    serial = pa.array(np.arange(11, count + 11)).cast(pa.string())
    domain = pa.array(DOMAINS).take(pa.array(dice.generator("domain").integers(0, 3, count)))
    local = pc.binary_join_element_wise(pc.utf8_lower(given), pc.utf8_lower(family), ".")
    second = pc.binary_join_element_wise("socks+", local, serial, "@mail.example", "")
    # German and Chinese mobile numbers of ranges that nobody holds.
    telephone = pc.binary_join_element_wise(
        pa.array(np.where(china, "+861390", "+491520").tolist()), _digits(1_000_000 + people.household * 37 % 9_000_000), ""
    )  # fmt: skip
    in_store = shopping.visited[0] & (shopping.via[0] == STORE)
    switched = np.asarray(shopping.visited[SWITCH] & some("second browser", 0.2), np.bool_)
    card = np.asarray(in_store | some("loyalty card", 0.05), np.bool_)
    registered = in_store | _did(company, Touch.CHECKOUT)
    wrote = shopping.chat.any(axis=0) | company.membership.contact
    known = registered | card | wrote | signs_up(company)
    # Numbers are given in the order of shuffled lists, so that they tell nothing.
    number = 100_001 + dice.generator("customer number").permutation(count)
    contact = 51_000_001 + 50 * dice.generator("contact number").permutation(count)
    return Identities(
        number=_joined("C", number),
        registered=registered,
        first_name=given,
        last_name=family,
        email=pc.binary_join_element_wise(pc.binary_join_element_wise(local, serial, ""), domain, "@"),
        second_email=_where(some("second e-mail", 0.15), second),
        telephone=telephone,
        phone=_where(some("phone known", 0.7), telephone),
        loyalty_card=_where(card, _joined("LC", 50_000_000 + numbers * 13)),
        app_device=_where(people.app & shopping.buyer, _hexadecimal("device", dice, count)),
        cookie=_hexadecimal("cookie", dice, count),
        second_cookie=_where(switched, _hexadecimal("second cookie", dice, count)),
        tablet=_where(in_store, _joined("tablet-", people.tablet + 1)),
        order=_joined("#P", 10_000 + numbers),
        zendesk_user=_where(wrote, _joined("7", 100_000_011 + 13 * dice.generator("requester").permutation(count))),
        contact=_where(known, _digits(contact)),
    )  # fmt: skip


def signs_up(company: Company) -> Flags:
    """Who asks for the newsletter on a visit, without an order."""
    sent = company.newsletters.sent & (company.newsletters.time[:, None] < company.membership.order_time)
    return np.asarray(sent.any(axis=0), np.bool_)


def cookies(identities: Identities, company: Company, who: Ints, round_: Ints) -> tuple[pa.Array, Ints]:
    """Cookie of each visit, and which it is: 0 the first browser, 1 the second after the switch, 2 the store's tablet.

    A negative round is no visit, but something done with the first browser.
    """
    second = (round_ >= SWITCH) & identities.second_cookie.is_valid().to_numpy(zero_copy_only=False)[who]
    at_store = (round_ >= 0) & (company.shopping.via[round_, who] == STORE)
    which = np.where(at_store, 2, second.astype(np.int64))
    rows, browser = pa.array(who), pa.array(which)
    return pc.choose(
        browser, identities.cookie.take(rows), identities.second_cookie.take(rows), identities.tablet.take(rows)
    ), which  # fmt: skip


def tablet_ids() -> tuple[str, ...]:
    """Cookies of the store tablets.

    >>> tablet_ids()
    ('tablet-1', 'tablet-2', 'tablet-3')
    """
    return tuple(f"tablet-{k + 1}" for k in range(TABLETS))


def _did(company: Company, touch: Touch) -> Flags:
    """Who met a touchpoint, per customer."""
    here = company.events["touchpoint"].to_numpy() == touch
    did = np.zeros(company.people.count, np.bool_)
    did[company.events["customer"].to_numpy()[here]] = True
    return did


def _named(
    name: str, names: tuple[str, ...], chinese: tuple[str, ...], china: npt.NDArray[np.bool_], dice: Dice
) -> pa.Array:
    u = dice.uniform(name, len(china))
    here = (u * len(names)).astype(np.int64)
    there = len(names) + (u * len(chinese)).astype(np.int64)
    return pa.array(names + chinese).take(pa.array(np.where(china, there, here)))


def _where(mask: Flags, values: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(mask), values, pa.scalar(None, pa.string()))


def _digits(numbers: Ints) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _joined(prefix: str, numbers: Ints) -> pa.Array:
    return pc.binary_join_element_wise(prefix, _digits(numbers), "")


def _hexadecimal(name: str, dice: Dice, count: int) -> pa.Array:
    return pa.array(dice.hexadecimal(name, count)).cast(pa.string())

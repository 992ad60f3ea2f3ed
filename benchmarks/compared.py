"""Whether two contenders answered the same: counts equal, medians within 1.6 %, other numbers to six digits."""

MEDIAN = 0.016
"""How far a median may be off that is read from a histogram, as `docs/reference/analyses.md` says."""
SIMULATED = 0.05
"""ChannelAttribution simulates the Markov chain until its own estimate of the error is below this."""
ROUNDING = 1e-6


def agreement(ours: dict, theirs: dict) -> str:
    """`equal`, with what they left out; or how far they are apart, measure by measure."""
    missing = [name for name in ours if name not in theirs]
    apart = [told for name in ours if name in theirs and (told := _apart(name, ours[name], theirs[name]))]
    if apart:
        return "different: " + "; ".join(apart)
    return "equal" + (f", without {', '.join(_short(missing))}" if missing else "")


def _short(names: list[str]) -> list[str]:
    return names if len(names) < 5 else [*names[:3], f"{len(names) - 3} more"]


def _apart(name: str, ours: dict, theirs: dict) -> str:
    allowed = MEDIAN if name.startswith("median") else SIMULATED if name == "markov" else ROUNDING
    keys = ours.keys() | theirs.keys()
    off = {key: _distance(ours.get(key, 0), theirs.get(key, 0)) for key in keys}
    wrong = [key for key in keys if off[key] > (0 if _counted(ours, theirs, key) else allowed)]
    if not wrong:
        return ""
    return f"{name} in {len(wrong):,} of {len(keys):,} rows, by up to {max(off[key] for key in wrong):.2g}"


def _counted(ours: dict, theirs: dict, key: str) -> bool:
    return isinstance(ours.get(key, 0), int) and isinstance(theirs.get(key, 0), int)


def _distance(a: float, b: float) -> float:
    return abs(a - b) / max(abs(a), abs(b)) if a != b else 0.0

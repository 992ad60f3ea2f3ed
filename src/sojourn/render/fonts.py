"""Font files on this machine, for the exports that draw text themselves (PNG, PDF).

The only place of the renderers that reads files. Faces are known by file name, so that nothing has to be parsed; what the
map prefers comes first.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

FOLDERS: Final = (
    "~/.local/share/fonts",
    "~/.fonts",
    "~/Library/Fonts",
    "~/AppData/Local/Microsoft/Windows/Fonts",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
_LATIN: Final = (
    ("Inter", r"Inter(-Regular|-SemiBold|-Bold|Variable)?(\[.*\])?\.(ttf|otf|ttc)"),
    ("Noto Sans", r"NotoSans(-Regular|-SemiBold|-Bold)?(\[.*\])?\.(ttf|otf)"),
    ("Noto Sans CJK JP", r"NotoSansCJK-(Regular|Bold)\.ttc"),
    ("Source Sans 3", r"SourceSans3-(Regular|Semibold|Bold)\.(ttf|otf)"),
    ("Roboto", r"Roboto-(Regular|Bold)\.ttf"),
    ("Segoe UI", r"segoeui(b)?\.ttf"),
    ("Helvetica Neue", r"HelveticaNeue\.ttc"),
    ("Arial", r"arial(bd)?\.ttf"),
    ("Liberation Sans", r"LiberationSans-(Regular|Bold)\.ttf"),
    ("DejaVu Sans", r"DejaVuSans(-Bold)?\.ttf"),
)
_CJK: Final = (
    ("Noto Sans CJK SC", r"NotoSansCJK-(Regular|Bold)\.ttc"),
    ("Noto Sans CJK SC", r"NotoSansCJKsc-(Regular|Bold)\.otf"),
    ("Noto Sans SC", r"NotoSansSC(-Regular|-Bold)?(\[.*\])?\.(ttf|otf)"),
    ("Source Han Sans SC", r"SourceHanSans(SC|CN)-(Regular|Bold)\.(ttf|otf)"),
    ("PingFang SC", r"PingFang\.ttc"),
    ("Hiragino Sans GB", r"Hiragino Sans GB\.ttc"),
    ("Microsoft YaHei", r"msyh(bd)?\.ttc"),
    ("WenQuanYi Micro Hei", r"wqy-microhei\.ttc"),
    ("WenQuanYi Zen Hei", r"wqy-zenhei\.ttc"),
    ("Droid Sans Fallback", r"DroidSansFallback(Full)?\.ttf"),
)
_REST: Final = r"(DejaVuSans(-Bold)?\.ttf|NotoColorEmoji\.ttf|NotoSans(Arabic|Hebrew|Thai|Devanagari)-(Regular|Bold)\.ttf)"


@dataclass(frozen=True, slots=True)
class Face:
    """A family that is present, and its files."""

    family: str
    files: tuple[Path, ...]


def latin_face() -> Face | None:
    """The preferred face for Latin text that is present."""
    return _first(_LATIN)


def cjk_face() -> Face | None:
    """The preferred face for Chinese text that is present."""
    return _first(_CJK)


def cjk_font() -> Path | None:
    """A font file with Chinese characters, or None: pictures with Chinese cannot be exported as PNG or PDF then."""
    face = cjk_face()
    return face.files[0] if face else None


def fallback_files() -> tuple[Path, ...]:
    """Files for what the preferred faces lack (arrows, thin spaces, other scripts)."""
    return _matching(_REST)


def _first(faces: Iterable[tuple[str, str]]) -> Face | None:
    for family, pattern in faces:
        files = _matching(pattern)
        if files:
            return Face(family, files)
    return None


def _matching(pattern: str) -> tuple[Path, ...]:
    wanted = re.compile(pattern)
    found: dict[str, Path] = {}
    for path in _files(FOLDERS):
        if wanted.fullmatch(path.name):
            found.setdefault(path.name, path)
    # What a face lacks is taken from the first file that has it, whatever its weight.
    return tuple(sorted(found.values(), key=lambda p: ("Bold" in p.name, "Regular" not in p.name, p.name)))


@lru_cache(maxsize=4)
def _files(folders: Sequence[str]) -> tuple[Path, ...]:
    done: list[Path] = []
    for folder in folders:
        place = Path(folder).expanduser()
        if place.is_dir():
            done += [p for p in place.rglob("*") if p.suffix.lower() in {".ttf", ".otf", ".ttc"}]
    return tuple(done)

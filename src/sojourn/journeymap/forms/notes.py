"""What of a file a map does not carry: said to whoever opens it, in English and Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sojourn.journeymap.faults import quoted
from sojourn.journeymap.forms.vocabulary import Language

_MOST_NAMES: Final = 12
_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "measured": (
            "What was measured is not read back from this form: bind the map to its log again.",
            "这种格式里的实测数据不会读回地图：请重新绑定日志。",
        ),
        "columns": ("Columns that were not read: {names}.", "以下列没有读取：{names}。"),
        "meant": ("Did you mean {names}?", "列名是否应为{names}？"),
        "sheets": ("Sheets that were not read: {names}.", "以下工作表没有读取：{names}。"),
        "pages": ("Pages that were not read: {names}.", "以下页面没有读取：{names}。"),
        "row": (
            "Row {n} names no touchpoint and was left out.",
            "第 {n} 行没有写触点名称，已略去。",
        ),
        "next": (
            "No touchpoint is called {names}: the step to it was left out.",
            "没有名为{names}的触点，通往它的流向已略去。",
        ),
        "scale": (
            "Feelings are between 1 and 5 throughout and were read as −5 to +5. If 1 to 5 is their scale, name the column: emotion (1-5).",
            "情绪值都在 1 到 5 之间，已按 −5 至 +5 读取。如果是 1 到 5 分制，请把列名写成：情绪 (1-5)。",
        ),
        "csv": (
            "A CSV holds touchpoints and what leads where; title, personas, opportunities and the goals of stages are not in it.",
            "CSV 只含触点及其流向；标题、人物画像、机会点和各阶段的目标不在其中。",
        ),
        "description": (
            "The description for those who listen (accDescr) was left out: a map makes its own.",
            "供读屏软件使用的说明（accDescr）已略去：地图会自动生成。",
        ),
        "tasks": (
            "{n} steps from or to tasks that are no longer there were left out.",
            "{n} 条流向的起点或终点任务已不存在，已略去。",
        ),
        "tasks.one": (
            "1 step from or to a task that is no longer there was left out.",
            "1 条流向的起点或终点任务已不存在，已略去。",
        ),
        "arrows": (
            "{n} arrows are not attached to a touchpoint at both ends and were left out.",
            "{n} 个箭头没有在两端都连到触点上，已略去。",
        ),
        "arrows.one": (
            "1 arrow is not attached to a touchpoint at both ends and was left out.",
            "1 个箭头没有在两端都连到触点上，已略去。",
        ),
        "pains": (
            "{n} pain points of touchpoints that are no longer there were left out.",
            "{n} 个痛点所属的触点已不存在，已略去。",
        ),
        "pains.one": (
            "1 pain point of a touchpoint that is no longer there was left out.",
            "1 个痛点所属的触点已不存在，已略去。",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that a map does not carry, or that was taken for something.

    Attributes
    ----------
    about
        What it is about, such as ``"columns"``.
    names
        The names of the file that it speaks of.
    n
        A count, or the number of a row.
    """

    about: str
    names: tuple[str, ...] = ()
    n: int = 0

    def said(self, language: Language = "en") -> str:
        """The note as a sentence.

        >>> Note("columns", ("Weather",)).said(), Note("arrows", n=2).said("zh")
        ("Columns that were not read: 'Weather'.", '2 个箭头没有在两端都连到触点上，已略去。')
        """
        key = f"{self.about}.one" if self.n == 1 and f"{self.about}.one" in _WORDS else self.about
        english, chinese = _WORDS[key]
        shown = [quoted(name) for name in self.names[:_MOST_NAMES]]
        if language == "zh":
            names = "、".join(f"“{name[1:-1]}”" for name in shown)
            return chinese.format(names=names, n=self.n)
        return english.format(names=", ".join(shown), n=self.n)

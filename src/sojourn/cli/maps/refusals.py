"""What the commands on maps refuse by themselves, in English and Chinese."""

from typing import Final

from sojourn.cli.words import Language
from sojourn.errors import SojournError, UsageError

_WORDS: Final = {
    "unfit": (
        "{n} of {all} proposals do not fit {file}: {names}. Nothing was written.",
        "Leave them aside with --except, or all that do not fit with --skip-unfit.",
        "{all} 项建议中有 {n} 项不适用于 {file}：{names}。未写入任何内容。",
        "用 --except 排除它们，或用 --skip-unfit 跳过所有不适用的建议。",
    ),
    "date": (
        "'{text}' is not a date.",
        "Write it as 2026-06-30.",
        "“{text}”不是日期。",
        "写法如 2026-06-30。",
    ),
    "over_map": (
        "The proposals would be written over {file}.",
        "Name another file after --proposals.",
        "建议会覆盖 {file}。",
        "在 --proposals 后面写另一个文件名。",
    ),
    "since": (
        "Two periods are compared as a whole: --since goes with neither --by nor --proposals.",
        "Check the map twice, once with --since.",
        "两个时期只能整体比较：--since 不能与 --by 或 --proposals 同用。",
        "分两次检验，其中一次带 --since。",
    ),
    "no_ending": (
        "{file} has no ending that says its form.",
        "Call it map.svg, map.png or the like.",
        "{file} 没有后缀，看不出要什么格式。",
        "用 map.svg、map.png 之类的文件名。",
    ),
    "document": (
        "A document has no use for --beside, --lanes or --inner.",
        "They are for pictures and slides.",
        "写成文档时不能用 --beside、--lanes 或 --inner。",
        "它们用于图片和幻灯片。",
    ),
    "no_document": (
        "{file} is no document, so that no maps lie beside it.",
        "Leave --inner out.",
        "{file} 不是地图文档，旁边没有下级地图。",
        "去掉 --inner。",
    ),
    "taken": (
        "{file} is where the picture of {map} belongs.",
        "Choose another name.",
        "{file} 是 {map} 的图应在的位置。",
        "换一个文件名。",
    ),
    "no_name": (
        "{file} is no name for a map.",
        "A map is a *.journey.yaml; `sojourn map convert` turns it into pictures and tables.",
        "{file} 不能作地图的文件名。",
        "地图是 *.journey.yaml；用 `sojourn map convert` 可转成图片和表格。",
    ),
    "exists": (
        "{file} exists already.",
        "Name another file, or add --force.",
        "{file} 已经存在。",
        "换一个文件名，或加上 --force。",
    ),
    "only_future": (
        "Only a future state departs from a map of today.",
        "Add --template future_state.",
        "只有目标状态地图才以现状地图为起点。",
        "加上 --template future_state。",
    ),
    "no_map": (
        "There is no map {file}.",
        "Write it first: sojourn map new.",
        "没有地图 {file}。",
        "先写出它：sojourn map new。",
    ),
    "not_beside": (
        "{file} is no *.journey.yaml beside the map of the future, or below it.",
        "Keep maps that name each other in one folder.",
        "{file} 不是与目标状态地图同在一个文件夹（或其下级）的 *.journey.yaml。",
        "把互相引用的地图放在同一个文件夹里。",
    ),
    "too_long": (
        "{option} does not fit: one line of text with at most {most} characters is needed.",
        "Shorten it.",
        "{option} 不合适：只能写一行文字，最多 {most} 个字符。",
        "请缩短。",
    ),
}


def refusal(
    key: str, language: Language | None, kind: type[SojournError] = UsageError, **values: object
) -> SojournError:
    """An error of a command on maps; English if no language is asked for.

    >>> str(refusal("date", Language.ZH, text="gestern").message)
    '“gestern”不是日期。'
    """
    place = 2 if language is Language.ZH else 0
    message, hint = _WORDS[key][place : place + 2]
    return kind(message.format(**values), hint=hint)

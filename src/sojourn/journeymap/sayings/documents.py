"""What is said of maps as documents, and of those that open from others."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

YAML: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mapping values are not allowed in this context": "这里不能再写“键: 值”，请检查冒号和缩进",
        "block sequence entries are not allowed in this context": "这里不能写“- ”列表项，请检查缩进",
        "did not find expected key": "这里应有一个键，请检查缩进",
        "did not find expected '-' indicator": "这里应有“-”，请检查缩进",
        "did not find expected ',' or ']'": "这里应有“,”或“]”",
        "did not find expected ',' or '}'": "这里应有“,”或“}”",
        "did not find expected node content": "这里应有一个值",
        "could not find expected ':'": "这里应有冒号",
        "found character that cannot start any token": "这个字符不能出现在开头（例如制表符、@ 或 `）",
        "found unexpected end of stream": "引号没有写完",
        "found unexpected document indicator": "引号没有写完就遇到了“---”或“...”",
        "found unknown escape character": "双引号里的转义字符不认得",
    }
)
"""What is wrong with a text that is not YAML, in the words of its parser → in Chinese."""

DOCUMENTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "none": ("nothing", "空值"),
        "mapping": ("a mapping", "一组字段"),
        "list": ("a list", "列表"),
        "near": ("Did you mean {names}?", "是否应为{names}？"),
        "known": ("Known: {names}.", "可以写的有：{names}。"),
        "more": ("… and {n:,} more faults.", "……另有 {n:,} 处错误。"),
        "more.one": ("… and 1 more fault.", "……另有 1 处错误。"),
        "line": ("line {n}", "第 {n} 行"),
        # Form.
        "not_yaml": ("this is not YAML: {told}", "这不是有效的 YAML：{told}"),
        "control": ("a control character that YAML does not allow", "含有 YAML 不允许的控制字符"),
        "surrogate": ("half of a surrogate pair, which is no character", "半个代理对，不成字符"),
        "empty": ("the document is empty", "文档是空的"),
        "begins": ("It begins with: sojourn: {kind}", "它的开头应为：sojourn: {kind}"),
        "second": ("a second document begins here", "从这里起是第二份文档"),
        "second.one": ("A file holds one document.", "一个文件只能有一份文档。"),
        "anchors": ("anchors (&) and aliases (*) are not allowed here", "这里不能用锚点（&）和别名（*）"),
        "anchors.write": ("Write the value out.", "请把值完整写出来。"),
        "tags": ("tags such as {tag} are not allowed here", "这里不能用 {tag} 这样的标签"),
        "tags.leave": ("Leave it out.", "请去掉它。"),
        "values": ("the document holds more than {n:,} values", "文档里的值超过 {n:,} 个"),
        "deep": ("values are nested more than {n} deep", "嵌套超过 {n} 层"),
        "parts": ("the file has more than {n:,} parts", "文件的组成部分超过 {n:,} 个"),
        "parts.split": ("Split it into several files.", "请拆成几个文件。"),
        "key": ("a key must be a text", "键必须是文字"),
        "twice": (
            "{key} is here a second time; it stands in line {n} already",
            "{key}重复了，第 {n} 行已经有",
        ),
        # Version.
        "no_map": ("this is not a journey map", "这不是旅程地图"),
        "newer": (
            "this map is of version {given}, newer than {known}, the newest that this Sojourn reads",
            "这张地图的版本是{given}，比本 Sojourn 能读取的最新版本 {known} 还新",
        ),
        "newer.install": ("Install a newer Sojourn.", "请安装更新的 Sojourn。"),
        "version": ("this Sojourn reads {known}, not {given}", "本 Sojourn 读取 {known}，不能读取{given}"),
        "version.other": ("another version", "其他版本"),
        "and": ("{a} and {b}", "{a} 和 {b}"),
        # Fields.
        "missing": ("{field} is missing", "缺少{field}"),
        "no_field": ("there is no field {field}", "没有字段{field}"),
        "not_permitted": ("{given} is not one of the permitted values", "{given}不是可用的值"),
        "no_id": ("{given} cannot be an id", "{given}不能作 id"),
        "no_id.signs": (
            "An id has no blanks, quotes, <, > or &, and no signs that turn the direction or cannot be seen.",
            "id 不能含空格、引号、<、> 或 &，也不能含改变文字方向或看不见的字符。",
        ),
        "unfit": ("{given} does not fit: {needed}", "{given}不合适：{needed}"),
        "need.list": ("a list is needed", "这里要写列表"),
        "need.fields": ("fields are needed, such as 'name: …'", "这里要写字段，例如“name: …”"),
        "need.text": ("a text is needed", "这里要写文字"),
        "need.number": ("a number is needed", "这里要写数字"),
        "need.finite": (
            "a number that is neither infinite nor NaN is needed",
            "这里要写数字，不能是无穷大或 NaN",
        ),
        "need.whole": ("a whole number is needed", "这里要写整数"),
        "need.flag": ("'true' or 'false' is needed", "这里要写“true”或“false”"),
        "need.date": ("a date such as 2026-06-30 is needed", "这里要写日期，例如 2026-06-30"),
        "need.time": (
            "a time such as 2026-06-30T12:00:00Z is needed",
            "这里要写时间，例如 2026-06-30T12:00:00Z",
        ),
        "need.least": ("at least {min_length} is needed", "至少要有 {min_length} 项"),
        "need.most": ("at most {max_length} are possible", "最多 {max_length} 项"),
        "need.short": ("at most {max_length} characters are possible", "最多 {max_length} 个字符"),
        "need.some": ("it must not be empty", "不能为空"),
        "need.from": ("at least {ge:g} is needed", "不能小于 {ge:g}"),
        "need.to": ("at most {le:g} is possible", "不能大于 {le:g}"),
        "need.other": ("{told}", "它不是这里要写的内容（{told}）"),
        "wait": ("Cannot read the duration {given}.", "看不懂时长{given}。"),
        "wait.write": (
            'Write numbers with a unit of us, ms, s, m, h, d or w: "30m", "7d", "1h 30m".',
            "请写数字加单位（us、ms、s、m、h、d 或 w），例如：“30m”“7d”“1h 30m”。",
        ),
        "wait.long": ("A duration has at most {n} characters.", "时长最多 {n} 个字符。"),
        "wait.none": (
            "A duration is positive and below 146,000 years, not {given}.",
            "时长要大于 0 且不到 146,000 年，{given}不行。",
        ),
        "link": (
            "{given} is not the path of a map beside or below this one (written with /, without .. or a drive).",
            "{given}不是本地图所在文件夹（或其下级）里的地图路径（用 / 分隔，不带 .. 或盘符）。",
        ),
        "link.ending": ("{given} does not end in {ending}.", "{given}不以 {ending} 结尾。"),
        # Ids and references.
        "taken": ("{given} is the id of {first} already", "{given}已经是 {first} 的 id"),
        "taken.in": ("{told}, in {place}", "{told}（{place}）"),
        "no.stages": ("there is no stage with the id {given}", "没有 id 为{given}的阶段"),
        "no.personas": ("there is no persona with the id {given}", "没有 id 为{given}的人物画像"),
        "no.touchpoints": ("there is no touchpoint with the id {given}", "没有 id 为{given}的触点"),
        "no.pain_points": ("there is no pain point with the id {given}", "没有 id 为{given}的痛点"),
        # Maps that open from others.
        "out": ("{link} leads out of the folder of the first map", "{link}指到了第一张地图的文件夹之外"),
        "ring": (
            "{link} leads back to a map that it opens from: {ring}",
            "{link}又回到了打开它的地图：{ring}",
        ),
        "absent.link": ("there is no file {link}", "没有文件{link}"),
        "relative": (
            "A link is relative to the map that it stands in.",
            "链接相对于它所在的地图文件。",
        ),
        "many_maps": ("More than {n} maps open from {file}.", "从 {file} 打开的地图超过 {n} 张。"),
        "many_maps.split": ("Split the tree.", "请拆分这棵地图树。"),
    }
)

"""What is said of files of other forms: of those that hold no map, and of what a map does not carry of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FILES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # What a map does not carry.
        "measured": (
            "What was measured is not read back from this form: bind the map to its log again.",
            "这种格式里的实测数据不会读回地图：请重新绑定日志。",
        ),
        "columns": ("Columns that were not read: {names}.", "以下列没有读取：{names}。"),
        "sheets": ("Sheets that were not read: {names}.", "以下工作表没有读取：{names}。"),
        "pages": ("Pages that were not read: {names}.", "以下页面没有读取：{names}。"),
        "row": (
            "Row {n} names no touchpoint and was left out.",
            "第 {n} 行没有写触点名称，已略去。",
        ),
        "otherwise": (
            "Rows that differ in {column} from an earlier row of the same touchpoint: {n}, first row {row}. The earlier value stands.",
            "{column} 列中有 {n} 行与同一触点的前面各行不一致，首先是第 {row} 行。已保留前面的值。",
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
        # Files that cannot be read.
        "large": ("{file} is larger than {n} MiB.", "{file} 超过 {n} MiB。"),
        "large.map": ("A map of that size cannot be drawn; split it.", "这么大的地图画不出来，请拆分。"),
        "large.list": ("Split it into several files.", "请拆成几个文件。"),
        "large.book": ("A map needs less than one.", "一张地图用不了 1 MiB。"),
        "large.table": (
            "A map has at most 500 touchpoints, one a row. Events are read by: sojourn analyze",
            "地图最多有 500 个触点，每行一个。事件数据请用：sojourn analyze",
        ),
        "no_file": ("{file} is not a file.", "{file} 不是文件。"),
        "no_file.document": ("Give the path of a *.journey.yaml.", "请给出 *.journey.yaml 的路径。"),
        "no_file.map": ("Give the path of a map.", "请给出地图的路径。"),
        "no_file.name": ("{file} cannot be the name of a file.", "{file}不能作文件名。"),
        "no_form": (
            "There is no form a map is read from, with the ending {ending}.",
            "没有哪种地图格式的后缀是{ending}。",
        ),
        "unread": ("{file} cannot be read: {reason}.", "无法读取 {file}：{reason}。"),
        "absent": ("No such file or directory", "没有这个文件"),
        "forbidden": ("Permission denied", "没有读取权限"),
        "folder": ("Is a directory", "它是文件夹"),
        "not_utf8": (
            "{file} is not UTF-8 text (byte {n:,}).",
            "{file} 不是 UTF-8 文本（从第 {n:,} 个字节起）。",
        ),
        "encoding": (
            "{file} is text in an encoding that cannot be told.",
            "{file} 是文本，但看不出用的是什么编码。",
        ),
        "encoding.utf8": ("Save it as UTF-8.", "请另存为 UTF-8。"),
        "not_text": ("{file} is not text.", "{file} 不是文本。"),
        "no_path": ("A path to a map is needed, got a {kind}.", "需要地图的路径，得到的却是 {kind}。"),
        "no_path.map": ("Write sj.open_map('shop.journey.yaml').", "请写 sj.open_map('shop.journey.yaml')。"),
        "not_csv": ("{file} is not CSV: {told}.", "{file} 不是 CSV：{told}。"),
        "as_csv": ("Export it as CSV in UTF-8.", "请导出为 UTF-8 编码的 CSV。"),
        "rows": ("{table} has more than {n:,} rows.", "{table}超过 {n:,} 行。"),
        "wide": (
            "{table} has more than {n} columns (row {row:,}).",
            "{table}超过 {n} 列（第 {row:,} 行）。",
        ),
        "wide.leave": ("Leave out those that are not about the map.", "请去掉与地图无关的列。"),
        "sheet": ("The sheet {sheet} of {file}", "{file} 的工作表{sheet}"),
        "file": ("{file}", "{file} "),
        "many_sheets": ("{file} has more than {n} sheets.", "{file} 的工作表超过 {n} 个。"),
        "many_sheets.keep": ("Keep those that hold the map.", "请只保留与地图有关的工作表。"),
        "no_book": ("{file} cannot be read as a workbook: {told}.", "无法把 {file} 当作工作簿读取：{told}。"),
        "no_book.again": (
            "Open it in a spreadsheet program and save it again as .xlsx.",
            "请用表格软件打开，再另存为 .xlsx。",
        ),
        "no_office": (
            "{file} is not a whole office file: {told}.",
            "{file} 不是完整的 Office 文件：{told}。",
        ),
        "typed": (
            "{file} has a document type or another encoding in {entry}, which no office program writes.",
            "{file} 的 {entry} 带有文档类型声明或用了别的编码，Office 软件不会这样写。",
        ),
        "as_xlsx": ("Save it again as .xlsx.", "请重新另存为 .xlsx。"),
        "unpacks": (
            "{file} unpacks to {size:,.0f} MiB in {parts:,} parts; at most {most} MiB in {entries:,} parts are read.",
            "{file} 解压后有 {size:,.0f} MiB、{parts:,} 个部分；最多读取 {most} MiB、{entries:,} 个部分。",
        ),
        "unpacks.leave": (
            "Leave out pictures and sheets that are not about the map.",
            "请去掉与地图无关的图片和工作表。",
        ),
        "no_diagram": ("{file} is no draw.io diagram.", "{file} 不是 draw.io 图。"),
        "no_diagram.begins": (
            "It begins with <mxfile> or <mxGraphModel>.",
            "它的开头应为 <mxfile> 或 <mxGraphModel>。",
        ),
        "broken_xml": (
            "{file} is broken XML in line {line}, column {column}: {told}.",
            "{file} 的 XML 有误，在第 {line} 行第 {column} 列：{told}。",
        ),
        "xml_encoding": (
            "{file} is XML in an encoding that cannot be read.",
            "{file} 是 XML，但编码无法读取。",
        ),
        "xml_typed": (
            "{file} has a document type (DOCTYPE), which a diagram does not need.",
            "{file} 带有文档类型声明（DOCTYPE），图里用不着它。",
        ),
        "xml_deep": (
            "{file} is nested more than {n} deep (line {line}).",
            "{file} 的嵌套超过 {n} 层（第 {line} 行）。",
        ),
        "many_cells": ("{file} has more than {n:,} cells.", "{file} 的单元超过 {n:,} 个。"),
        "split_maps": ("Split it into several maps.", "请拆成几张地图。"),
        "packed": ("{file} has a page that cannot be unpacked.", "{file} 有一页无法解压。"),
        "inflated": ("{file} unpacks to more than {n} MiB.", "{file} 解压后超过 {n} MiB。"),
        "inflated.needs": ("No map needs that much.", "地图用不了这么多。"),
        "as_drawio": ("Save it again in draw.io.", "请在 draw.io 里重新保存。"),
        "many_parts": ("{file} has more than {n:,} parts.", "{file} 的组成部分超过 {n:,} 个。"),
        # Files that hold no map.
        "no_table": ("there is no table in it", "文件里没有表格"),
        "no_touchpoints": (
            "no column says what the touchpoints are; there are {names}",
            "没有哪一列写触点；现有的列是{names}",
        ),
        "no_touchpoints.columns": (
            "A table of a map has a row for each touchpoint and columns such as: stage, touchpoint, channel, emotion, pain points.",
            "地图的表格每个触点占一行，列名如：阶段、触点、渠道、情绪、痛点。",
        ),
        "no_touchpoints.turn": (
            "Its names stand in the first column: turn the table, so that each touchpoint has a row (paste it transposed).",
            "列名写在了第一列：请把表格转置（粘贴时选“转置”），让每个触点占一行。",
        ),
        "no_feeling": ("{given} is no feeling that is known", "{given}不是认得的情绪"),
        "no_feeling.scale": (
            "Write a number from {low:g} to {high:g}; or name the scale in the header, such as: emotion (1-5).",
            "请写 {low:g} 到 {high:g} 之间的数字；或在列名里写明分制，例如：情绪 (1-5)。",
        ),
        "no_column": ("a column {named} is missing", "缺少{named}列"),
        "no_called": ("there is no touchpoint called {given}", "没有名为{given}的触点"),
        "no_shapes": ("the diagram has no shapes", "图里没有形状"),
        "no_shapes.boxes": (
            "A stage is a container, a touchpoint a box in it.",
            "阶段用容器表示，触点是其中的方框。",
        ),
        "many_boxes": (
            "there are {n:,} boxes in it; a map has at most 500 touchpoints",
            "图里有 {n:,} 个方框；地图最多有 500 个触点",
        ),
        "no_box": ("no box in the diagram can be a touchpoint", "图里没有能当触点的方框"),
        "no_box.words": (
            "A stage is a container, a touchpoint a box with words in it.",
            "阶段用容器表示，触点是写有文字的方框。",
        ),
        "no_journey": (
            "this is no Mermaid journey; it begins with {given}",
            "这不是 Mermaid 旅程图；它的开头是{given}",
        ),
        "no_journey.first": ("The first line says: journey", "第一行应为：journey"),
        "many_tasks": (
            "there are more than {n:,} tasks, sections and comments of ours",
            "任务、分段和 Sojourn 注释加起来超过 {n:,} 个",
        ),
        "many_tasks.split": ("Split the journey.", "请拆分这段旅程。"),
        "comment": ("this comment of ours ({what}) is not whole", "这条 Sojourn 注释（{what}）不完整"),
        "comment.undo": ("Take it out, or undo the change.", "请去掉它，或撤销改动。"),
        "no_task": (
            "a task needs a name and a score, such as 'Ask: 3: Customer'; here is {given}",
            "任务要有名称和分数，例如“咨询: 3: 顾客”；这里是{given}",
        ),
        "no_score": (
            "the score {given} of {task} is none from 1 to 5",
            "{task}的分数{given}不在 1 到 5 之间",
        ),
    }
)

"""Every word the command line itself says, in English and Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Language(StrEnum):
    """A language of reports, maps and summaries."""

    EN = "en"
    ZH = "zh"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; names in braces are filled in."""

    error: str
    where: str
    remedy: str
    interrupted: str
    places: Mapping[str, str]
    steps: Mapping[str, str]
    period: str
    goal: str
    goal_basis: Mapping[str, str]
    no_goal: str
    starts: str
    exits: str
    slow: str
    rows: str
    rows_dropped: str
    rejected: str
    rejected_hint: str
    unknown_quality: str
    unchanged: str
    look: str
    also: str
    open_it: str
    and_then: str
    list_mark: str
    reasons: Mapping[str, str]
    answer_written: str
    more_rows: str
    project_written: str
    project_next: str
    built: Mapping[str, str]
    built_anew: str
    built_size: str
    built_ids: str
    built_log: str
    coverage: str
    corrected: str


_EN: Final = Words(
    error="Error",
    where="Where",
    remedy="What would work",
    interrupted="Interrupted; nothing was written.",
    places={"file": "file", "folder": "folder", "line": "line", "column": "column"},
    steps={
        "start": "Starting",
        "demo": "Making the demo company",
        "read": "Reading rows",
        "join": "Joining identities",
        "sort": "Sorting journeys",
        "check": "Checking the journey log",
        "discover": "Finding the map",
        "report": "Counting",
        "segments": "Looking for segments",
        "metrics": "Measuring",
        "feelings": "Reading feelings and texts",
        "pain": "Finding pain points and what they cost",
        "what_if": "Trying changes",
        "attribution": "Crediting channels",
        "drivers": "Looking for drivers",
        "trends": "Looking for trends",
        "lifetime": "Foretelling purchases",
        "draw": "Drawing",
        "write": "Writing",
    },
    period="{first} to {last}",
    goal="Goal: {goal}",
    goal_basis={
        "given": "as given",
        "word": "chosen because its name says “{word}”; name another with --goal",
        "value": "chosen because it brings in the most value; name another with --goal",
    },
    no_goal="No goal: no touchpoint looks like a purchase; name one with --goal",
    starts="Journeys begin at",
    exits="Journeys end at",
    slow="Longest waits",
    rows="{kept} of {total} rows used",
    rows_dropped="{n} dropped: {reasons}",
    rejected="{share} of the rows were rejected, more than {limit} (--max-rejected).",
    rejected_hint="quality.json shows which rows and why; exit code 4.",
    unchanged="Nothing has changed: {report} stands as it was made. --fresh makes it anew.",
    unknown_quality="made from a journey log that does not say what became of its rows",
    look="Report",
    also="Also there",
    open_it="open it in a browser",
    and_then=" → ",
    list_mark=", ",
    answer_written="{file}: {rows} rows",
    more_rows="There are more rows than the {rows} shown; --limit, --csv or --parquet give more.",
    reasons={
        "repeated_message_id": "repeated message id",
        "equal_row": "equal to another row",
        "repeated_file": "file given twice",
        "missing_customer": "no customer",
        "missing_time": "no time",
        "unparsable_time": "time cannot be read",
        "impossible_time": "impossible time",
        "rejected_line": "broken line",
        "link_row": "only tells who is who",
        "set_aside": "no events in the table",
        "unusable_id": "no usable id",
        "unusable_table": "table tells no customer or time",
        "monitor": "monitor",
        "search_crawler": "search crawler",
        "seo_crawler": "search-optimisation crawler",
        "ai_crawler": "crawler of a language model",
        "link_preview": "link preview",
        "mail_scanner": "mail scanner",
        "headless_browser": "browser without a person",
        "script": "script",
        "scanner": "security scanner",
        "other_bot": "other bot",
    },
    project_written="Wrote {file} with {count} sources: read it and correct it.",
    project_next="Then: sojourn build --project {file}",
    built={
        "full": "Built from all events; files read: {made}, known already: {kept}",
        "update": "Brought up to date; files read: {made}, known already: {kept}",
        "nothing": "Nothing new; files known already: {kept}",
    },
    built_anew="Another version of Sojourn built this before: every file was read again.",
    built_size="{customers} customers, {events} events",
    built_ids="Joined by: {kinds} · {shared} shared by several people",
    built_log="Journey log: {log} · {seconds} s",
    coverage="Taxonomy: {sentence}",
    corrected="Correction {number} is written to {file}: {customers_before} people become {customers_after}.",
)

_ZH: Final = Words(
    error="错误",
    where="位置",
    remedy="建议",
    interrupted="已中断，未写入任何内容。",
    places={"file": "文件", "folder": "文件夹", "line": "行", "column": "列"},
    steps={
        "start": "启动",
        "demo": "生成演示公司",
        "read": "读取行",
        "join": "合并身份",
        "sort": "整理旅程",
        "check": "检查旅程日志",
        "discover": "绘制旅程结构",
        "report": "统计",
        "segments": "寻找客户分群",
        "metrics": "计算指标",
        "feelings": "解读感受与文字",
        "pain": "寻找痛点及其代价",
        "what_if": "试算改变",
        "attribution": "归因到渠道",
        "drivers": "寻找驱动因素",
        "trends": "寻找趋势",
        "lifetime": "预测购买",
        "draw": "制图",
        "write": "写入",
    },
    period="{first} 至 {last}",
    goal="目标：{goal}",
    goal_basis={
        "given": "由您指定",
        "word": "因名称含“{word}”而选；可用 --goal 另行指定",
        "value": "因带来的金额最多而选；可用 --goal 另行指定",
    },
    no_goal="无目标：没有触点像是购买；可用 --goal 指定",
    starts="旅程开始于",
    exits="旅程结束于",
    slow="最长等待",
    rows="共 {total} 行，采用 {kept} 行",
    rows_dropped="舍弃 {n} 行：{reasons}",
    rejected="{share} 的行被拒绝，超过 {limit}（--max-rejected）。",
    rejected_hint="quality.json 列出了这些行及原因；退出码 4。",
    unchanged="没有任何变化：{report} 保持原样。使用 --fresh 可重新生成。",
    unknown_quality="来自旅程日志，其中没有原始行的记录",
    look="报告",
    also="另有",
    open_it="请用浏览器打开",
    and_then=" → ",
    list_mark="、",
    answer_written="{file}：{rows} 行",
    more_rows="只显示了 {rows} 行，还有更多；可用 --limit、--csv 或 --parquet 获取。",
    reasons={
        "repeated_message_id": "消息编号重复",
        "equal_row": "与另一行完全相同",
        "repeated_file": "文件重复给出",
        "missing_customer": "缺少客户",
        "missing_time": "缺少时间",
        "unparsable_time": "时间无法识别",
        "impossible_time": "时间不可能",
        "rejected_line": "损坏的行",
        "link_row": "仅说明身份关系",
        "set_aside": "表中没有事件",
        "unusable_id": "没有可用的标识",
        "unusable_table": "表中没有客户或时间",
        "monitor": "可用性监控",
        "search_crawler": "搜索引擎爬虫",
        "seo_crawler": "搜索优化与广告工具爬虫",
        "ai_crawler": "大模型爬虫",
        "link_preview": "链接预览",
        "mail_scanner": "邮件安全扫描",
        "headless_browser": "无人操作的浏览器",
        "script": "脚本",
        "scanner": "安全扫描器",
        "other_bot": "其他自称机器人",
    },
    project_written="已写入 {file}，含 {count} 个数据源：请阅读并修正。",
    project_next="然后运行：sojourn build --project {file}",
    built={
        "full": "已用全部事件构建：新读 {made} 个文件，{kept} 个已读过",
        "update": "已更新：新读 {made} 个文件，{kept} 个已读过",
        "nothing": "没有新内容：{kept} 个文件均已读过",
    },
    built_anew="此前由另一版本的 Sojourn 构建：已重新读取全部文件。",
    built_size="{customers} 位客户，{events} 个事件",
    built_ids="合并依据：{kinds} · 其中 {shared} 个由多人共用",
    built_log="旅程日志：{log} · {seconds} 秒",
    coverage="分类：{sentence}",
    corrected="已将第 {number} 条修正写入 {file}：人数由 {customers_before} 变为 {customers_after}。",
)


def words(language: Language) -> Words:
    """The words of a language."""
    return _ZH if language is Language.ZH else _EN

"""What is said of edits: of those that are none, and of those that do not fit a map."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

EDITS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "part.map": ("map", "地图"),
        "part.persona": ("persona", "人物画像"),
        "part.stage": ("stage", "阶段"),
        "part.touchpoint": ("touchpoint", "触点"),
        "part.flow": ("flow", "流向"),
        "part.opportunity": ("opportunity", "机会点"),
        "part.pain_point": ("pain point", "痛点"),
        "part.evidence": ("evidence", "证据"),
        "part.evidence.stage": ("evidence of a stage", "阶段的证据"),
        "part.evidence.touchpoint": ("evidence of a touchpoint", "触点的证据"),
        "part.evidence.flow": ("evidence of a flow", "流向的证据"),
        "part.evidence.pain_point": ("evidence of a pain point", "痛点的证据"),
        "part.evidence.persona": ("evidence of a persona", "人物画像的证据"),
        "part.evidence.missing": ("reason for missing evidence", "缺少证据的原因"),
        "part.proposal": ("proposal", "建议"),
        "part.rule": ("rule", "规则"),
        # What is no edit.
        "many_proposals": ("These are too many proposals for one file.", "建议太多，一个文件放不下。"),
        "many_proposals.several": ("Write them to several files.", "请写到几个文件里。"),
        "no_proposals": ("these are not proposals", "这不是修改建议"),
        "proposal_twice": ("{given} is the id in line {n} already", "{given}已经是第 {n} 行的 id"),
        "no_figure": ("{given} is no figure for {name}.", "{given}不能作{name}的数值。"),
        "no_figure.write": ("Write a number or a text.", "请写数字或文字。"),
        "no_command": ("there is no command {given}", "没有{given}这个命令"),
        "not_command": ("This is not a command: {told}", "这不是命令：{told}"),
        "commands": ("The commands are {names}.", "命令有：{names}。"),
        "no_parts": ("There is only one {part}.", "{part}只有一份。"),
        "no_parts.edit": ("Edit its fields.", "请修改它的字段。"),
        "two_ids": (
            "The id and what is added do not go together.",
            "所写的 id 与要新增的内容不符。",
        ),
        "no_stage": ("A {part} has no stage; only touchpoints have.", "{part}没有所属阶段，只有触点才有。"),
        "before_itself": ("A part cannot stand before itself.", "不能排在自己前面。"),
        "no_edit": ("A {part} has no field {field} that can be edited.", "{part}没有可以修改的字段{field}。"),
        "no_part_id": ("The id of the {part} is missing.", "没有写是哪个{part}的 id。"),
        "has_no_id": ("The {part} has no id.", "{part}没有 id。"),
        "has_no_id.leave": ("Leave it out.", "请去掉它。"),
        # What does not fit.
        "unfit_proposal": (
            "The proposal '{proposal}' does not fit: {told}",
            "建议“{proposal}”不适用：{told}",
        ),
        "unfit_command": (
            "Command {position} ({do}) does not fit: {told}",
            "第 {position} 个命令（{do}）不适用：{told}",
        ),
        "unknown": ("There is no {part} {name}.", "没有{part}{name}。"),
        "no_flow_of": ("There is no flow of {of} {name}.", "{of}没有流向{name}。"),
        "no_evidence": ("The map has no evidence.", "地图没有证据。"),
        "no_evidence.whole": (
            "Write the whole of it: an edit of the map's evidence.",
            "请整份写入：修改地图的证据。",
        ),
        "most_of": ("A map has at most {n} {part}s.", "一张地图最多有 {n} 个{part}。"),
        "most_of.split": ("Split it into several maps.", "请拆成几张地图。"),
        "there": ("There is a {part} {name} already.", "已经有{part}{name}。"),
        "there.id": ("Edit it, or give the new one another id.", "请修改它，或给新的换一个 id。"),
        "there.flow": (
            "Edit it, or give the new one another condition.",
            "请修改它，或给新的换一个条件。",
        ),
        "there.new": ("Give the new one another id.", "请给新的换一个 id。"),
        "pains_alike": (
            "Two pain points of {name} have the id {twice}.",
            "{name}的两个痛点用了同一个 id {twice}。",
        ),
        "pains_alike.other": ("Give one another id.", "请给其中一个换 id。"),
        "pain_there": (
            "There is a pain point {name} already, at the touchpoint {touchpoint}.",
            "触点{touchpoint}已经有痛点{name}。",
        ),
        "only_stage": ("{name} is the only stage.", "{name}是唯一的阶段。"),
        "only_stage.add": (
            "A map has at least one; add another first.",
            "地图至少要有一个阶段，请先新增另一个。",
        ),
        "flow_there": (
            "There is a flow {name} with that condition already.",
            "已经有同一条件的流向{name}。",
        ),
        "flow_there.remove": ("Remove one of them.", "请删去其中一条。"),
        "nothing_merged": ("There is nothing to merge into {name}.", "没有要并入{name}的触点。"),
        "nothing_merged.name": ("Name another touchpoint.", "请另写一个触点。"),
        "unmatched": (
            "What {name} and the others match cannot be said in one condition.",
            "{name}与其他触点的匹配条件无法合成一条。",
        ),
        "unmatched.one": (
            "Give them matches that differ in one condition only: names, channels or one property.",
            "请让它们的匹配条件只在一处不同：名称、渠道或某个属性。",
        ),
        "left_out": ("A map leaves out at most {n} names.", "一张地图最多略去 {n} 个名称。"),
        "left_out.remove": ("Remove it instead.", "请改为删除它。"),
    }
)

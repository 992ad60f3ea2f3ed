"""A Chinese map: a tea subscription with long names, workshop notes and a back stage."""

from build import Stage, assemble, touchpoint

from sojourn.journeymap.model import Kpi, Opportunity, PainPoint, Persona

T = 18_620
STAGES = [
    Stage(id="s1", name="了解", goal="弄清这家茶铺是否值得信任", expectation="看到真实顾客的评价"),
    Stage(id="s2", name="比较与选择", goal="找到适合自己口味的茶", expectation="不懂茶也能选对"),
    Stage(id="s3", name="下单", goal="放心付款", expectation="价格与运费一目了然"),
    Stage(id="s4", name="收货与品尝", expectation="三天之内送到，包装完好"),
    Stage(id="s5", name="复购与推荐", goal="不用再操心买茶"),
]


def _row(
    stage,
    id_,
    name,
    channel,
    percent,
    *,
    exits=None,
    truth=False,
    emotion=None,
    wait=None,
    repeats=None,
    **more,
):
    point = touchpoint(
        stage,
        name,
        channel,
        id_=id_,
        emotion=emotion if emotion and len(emotion) < 4 else None,
        truth=truth,
        **more,
    )
    known = {"emotion": emotion, "wait": wait, "repeats": repeats, "exits": round(T * (exits or 0) / 100)}
    return point, round(T * percent / 100), known


ROWS = [
    _row("s1", "t1", "小红书笔记", "社交", 48, exits=15, emotion=(1.2, 0.8, 1.6, 402), wait=86_400,
         thoughts=("看起来很美，但会不会只是广告？",)),
    _row("s1", "t2", "朋友的口碑推荐", "口碑", 22, truth=True, emotion=(2.6,), wait=3_600, rose=("朋友的话最可信",)),
    _row("s1", "t3", "微信公众号文章", "微信", 37, exits=9, emotion=(0.3, "inferred"), wait=7_200),
    _row("s2", "t4", "官网首页与当季推荐茶单以及新手入门指南全集合页面（含限时优惠与会员专享价说明）", "网站", 61, exits=11,
         repeats=0.28, emotion=(0.6, 0.2, 1.0, 655), wait=240, thoughts=("种类太多，不知道从哪一款开始",), bud=("加一个三步选茶的小测验",)),
    _row("s2", "t5", "口味测试", "小程序", 35, emotion=(3.1, 2.7, 3.5, 210), wait=120, rose=("两分钟就知道自己喜欢什么",)),
    _row("s2", "t6", "在线客服咨询", "在线客服", 12, exits=4, emotion=(-2.4, -3.0, -1.8, 133), wait=50_400,
         pain_points=(PainPoint(id="p1", text="晚上八点以后没有人回复，客户等到第二天早晨", severity=4),), thorn=("夜里没有人值班",),
         backstage=("两名客服，早九点到晚八点",), systems=("客服工单系统",)),
    _row("s3", "t7", "购物车", "网站", 41, exits=8, repeats=0.17, emotion=(-0.4, "inferred"), wait=600,
         kpis=(Kpi(metric="购物车放弃率", target="低于 20%"),)),
    _row("s3", "t8", "付款", "小程序", 33, emotion=(0.9, 0.3, 1.5, 88), wait=172_800, systems=("支付网关",)),
    _row("s4", "t9", "快递配送", "快递", 33, emotion=(-1.6, -2.2, -1.0, 240), wait=259_200,
         pain_points=(PainPoint(id="p2", text="偏远地区要等六天以上", severity=3),), thorn=("不能选择送达时间",)),
    _row("s4", "t10", "开箱", "包裹", 32, truth=True, emotion=(4.4, 4.1, 4.7, 512), wait=86_400, rose=("手写的卡片",)),
    _row("s4", "t11", "评价", "评价", 11, emotion=(2.2, 1.5, 2.9, 300), wait=604_800),
    _row("s5", "t12", "续订", "小程序", 21, emotion=(2.0, 1.2, 2.8, 96), wait=2_592_000, kpis=(Kpi(metric="90 天续订率", target="30%"),)),
    _row("s5", "t13", "推荐给朋友", "微信", 7, emotion=(3.5, 2.4, 4.6, 41)),
]  # fmt: skip
FLOWS = [
    (a, b, round(T * p / 100))
    for a, b, p in [
        ("t1", "t4", 27), ("t2", "t4", 10), ("t2", "t5", 9), ("t3", "t4", 21), ("t4", "t5", 26), ("t4", "t6", 9), ("t6", "t7", 5),
        ("t5", "t7", 27), ("t7", "t8", 31), ("t8", "t9", 33), ("t9", "t10", 32), ("t10", "t11", 10), ("t10", "t12", 14),
        ("t11", "t12", 4), ("t12", "t13", 5), ("t7", "t4", 6), ("t12", "t9", 9), ("t4", "t4", 12), ("t9", "t6", 3), ("t4", "t7", 5),
    ]
]  # fmt: skip
MAP = assemble(
    "从第一次看到，到每月一盒：新客户的头三个月",
    STAGES,
    ROWS,
    FLOWS,
    total=T,
    events=412_038,
    shown=(29, 0.94),
    goal=("续订", 0.21),
    language="zh",
    personas=(
        Persona(
            id="p1",
            name="忙碌的林小姐",
            archetype="探索者",
            traits={"年龄": "31 岁", "习惯": "下班路上用手机购物"},
            share=0.44,
        ),
        Persona(id="p2", name="老茶客周先生", archetype="行家", traits={"年龄": "56 岁"}, share=0.17),
    ),
    opportunities=(
        Opportunity(
            id="o1",
            title="晚间由机器人先答，复杂问题次日优先",
            pain_points=("p1",),
            kind="quick_win",
            impact=4,
            effort=2,
            owner="客服",
        ),
        Opportunity(
            id="o2",
            title="与第二家快递签约，偏远地区三日达",
            pain_points=("p2",),
            kind="strategic",
            impact=4,
            effort=4,
            owner="物流",
        ),
        Opportunity(id="o3", title="开箱视频换一盒试喝", kind="innovation", impact=3, effort=2, owner="市场"),
    ),
)

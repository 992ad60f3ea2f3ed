"""A Chinese service blueprint, written by hand: opening an account for a small company; nothing measured."""

from itertools import pairwise

from sojourn.journeymap.model import (
    Emotion,
    Flow,
    JourneyMap,
    Kpi,
    MapKind,
    Opportunity,
    PainPoint,
    Persona,
    Stage,
    Touchpoint,
)


def point(stage, id_, name, channel, score=None, *, pain=(), **more):
    return Touchpoint(
        id=id_, name=name, stage=stage, channel=channel,
        emotion=None if score is None else Emotion(score=score),
        pain_points=tuple(PainPoint(id=f"{id_}-{i}", text=text, severity=severity) for i, (text, severity) in enumerate(pain)),
        **more,
    )  # fmt: skip


STAGES = (
    Stage(id="s1", name="了解要求", goal="一次弄清要带什么材料"),
    Stage(id="s2", name="预约与准备", goal="少跑一趟"),
    Stage(id="s3", name="网点办理", goal="当天办完", expectation="按预约时间叫号"),
    Stage(id="s4", name="启用账户", goal="尽快收付款"),
)
POINTS = (
    point("s1", "web", "官网查询开户须知", "官网", -1, kind="digital", department="数字银行部", actions=("搜索“小微企业开户”",),
          thoughts=("页面上写的和朋友说的不一样",), systems=("内容管理系统",), bud=("按企业类型生成材料清单",)),
    point("s1", "hotline", "拨打客服热线", "电话", -2, kind="human", department="客服中心", importance=4, actions=("转接三次才找到对公专员",),
          expected_wait="3m", pain=[("转接次数多，每次都要重新说明情况", 4)], thorn=("热线与网点口径不一致",),
          backstage=("坐席在知识库中查询各网点要求",), support=("每周更新知识库",), policies=("不得在电话中收集证件信息",), systems=("呼叫中心平台", "知识库")),
    point("s2", "book", "线上预约网点", "小程序", 2.5, kind="digital", department="数字银行部", actions=("选择网点与时间",), rose=("半分钟约好",),
          backstage=("系统按柜台排班释放号源",), systems=("预约系统",), kpis=(Kpi(metric="预约成功率", target=">= 90 %"),)),
    point("s2", "docs", "准备材料", "线下", -2.5, kind="physical", department="公司业务部", actions=("到工商局打印章程", "请代理记账公司盖章"),
          pain=[("章程必须是三十天内打印的原件", 3)], policies=("章程须为三十日内原件",)),
    point("s3", "counter", "柜台受理", "网点柜台", -0.5, kind="human", department="网点", importance=5, actions=("填写九张表，签名二十一次",),
          expected_wait="30m", thoughts=("为什么同样的信息要写三遍？",), pain=[("同样的信息要手写三遍", 4)],
          backstage=("双人核验证件原件", "影像扫描后上传审核中心"), support=("影像审核中心集中审核",), policies=("法定代表人须到场",), systems=("核心系统", "影像平台"),
          kpis=(Kpi(metric="当日办结率", target=">= 70 %"), Kpi(metric="csat", target=">= 4.6"))),
    point("s3", "manager", "客户经理面谈", "网点", 3.5, kind="human", department="公司业务部", moment_of_truth=True, importance=5,
          actions=("介绍经营情况",), rose=("经理记得我是做茶叶生意的",), backstage=("尽职调查并录入风险等级",), support=("反洗钱中心复核名单",), systems=("客户关系系统", "反洗钱系统")),
    point("s4", "review", "等待审核", "短信", -3, kind="digital", department="运营中心", expected_wait="2d", actions=("每天打电话问进度",),
          pain=[("不知道审核进行到哪一步", 5)], thorn=("没有进度查询",), backstage=("报人民银行备案",), support=("备案异常人工处理",), systems=("账户管理系统",)),
    point("s4", "token", "领取网银密钥，首次登录", "网上银行", 1, kind="digital", department="数字银行部", actions=("安装驱动",), backstage=("密钥与企业绑定",), systems=("企业网银",)),
)  # fmt: skip
MAP = JourneyMap(
    title="小微企业开立对公账户",
    language="zh",
    kind=MapKind.SERVICE_BLUEPRINT,
    stages=STAGES,
    touchpoints=POINTS,
    flow=(*(Flow(source=a.id, target=b.id) for a, b in pairwise(POINTS)), Flow(source="counter", target="docs")),
    personas=(
        Persona(id="chen", name="陈老板", archetype="第一次创业", traits={"行业": "茶叶批发", "员工": "四人"}, market="b2b", buying_role="decision_maker"),
    ),
    opportunities=(
        Opportunity(id="o1", title="电话与网点共用一份材料清单", pain_points=("hotline-0",), kind="quick_win", impact=3, effort=2, owner="客服中心"),
        Opportunity(id="o2", title="一次填写，系统自动带入各张表", pain_points=("counter-0",), kind="strategic", impact=5, effort=4, owner="运营中心"),
        Opportunity(id="o3", title="小程序查询审核进度", pain_points=("review-0",), kind="quick_win", impact=4, effort=2, owner="数字银行部"),
    ),
)  # fmt: skip

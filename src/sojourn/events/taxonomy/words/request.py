"""A request that somebody handles: permits, claims, loans, complaints, tickets, recruiting."""

from typing import Final

from sojourn.events.taxonomy.words.line import StageLine, StageWords

REQUEST: Final = StageLine(
    "request",
    (
        StageWords(
            "Request",
            "提出申请",
            "application received, application submitted, submit, submitted, request received, incoming, "
            "incoming claim, incoming call, register claim, register request, claim registered, claim reported, report claim, first notice, "
            "registered, intake, case created, ticket created, file claim, apply, confirmation of receipt, receipt, 报案, "
            "申请, 提交, 受理, 登记, 来件, 收件, 立案, 建单",
            "register, registration, create, receive, received, application, lead, leads, start, open, opened, new, 收到, 新建, 开始",
        ),
        StageWords(
            "Review",
            "审核",
            "check, assess, assess claim, assessment, determine likelihood of claim, review, examine, examination, "
            "inspect, inspection, verify, verification, validate, validation, investigate, investigation, "
            "screening, evaluate, evaluation, preaccepted, missing documents, request documents, "
            "additional information, incomplete, advice, draft, expert, survey damage, risk check, credit check, credit score, fraud, "
            "interview, site visit, adjust, 审核, 审查, 初审, 复审, 核查, 核实, 评估, 查勘, 定损, 调查, 面试, 补件, 补充材料, 风控, 反欺诈",
            "determine, analyse, analyze, document, information, sufficient, likelihood, necessity, queue, assign, assigned, accepted, finalized, 材料, 分派",
        ),
        StageWords(
            "Decision",
            "决定",
            "decide, decision, approve, approved, approval, reject, rejected, rejection, decline, declined, deny, denied, grant, granted, "
            "accept offer, offer sent, offer created, offer, sent back, selected, advise claimant, "
            "advise claimant on reimbursement, conclusion, verdict, outcome, quote sent, "
            "决定, 批准, 审批, 通过, 拒绝, 驳回, 核准, 录用, 报价, 告知结果",
            "accept, cancel, cancelled, notify, result, sign, signed, 通知, 结果, 签署",
        ),
        StageWords(
            "Fulfilment",
            "兑现",
            "initiate payment, payment, pay, paid, payout, reimbursement, reimburse, disburse, disbursement, settle, settlement, "
            "issue permit, issue, issued, deliver, activate, activated, print and send, publish, repair, refund, transfer, "
            "赔付, 付款, 支付, 放款, 结算, 发证, 颁发, 办理, 交付, 激活, 维修, 退款",
            "send, print, execute, implement, 寄送, 打印, 执行",
        ),
        StageWords(
            "Closure",
            "结案",
            "close, closed, close claim, close case, end, archive, archived, complete, completed, finish, finished, done, "
            "solved, resolved, resolve, case closed, satisfaction survey, 结案, 关闭, 归档, 完成, 结束, 办结, 解决",
            "stop, terminate, survey, feedback, 终止, 反馈",
        ),
        StageWords(
            "Appeal",
            "申诉",
            "appeal, objection, reopen, reopened, dispute, court, judge, ombudsman, complaint, 申诉, 复议, 异议, 重开, 投诉, 诉讼",
        ),
    ),
)  # fmt: skip
"""Six stages from asking to an answer, and what may follow."""

"""The block on what customers will buy and be worth, and the metric that sums it up."""

from typing import Final

from sojourn.analysis.lifetime_value import LifetimeValue, lifetime_value
from sojourn.analysis.lifetime_value.foretelling import FEWEST_BUYERS, Fitted
from sojourn.analysis.metrics.rows import UNKNOWN
from sojourn.report.blocks.lifetime import Holdout, Parameter
from sojourn.report.blocks.lifetime import LifetimeValue as Block
from sojourn.report.context import Context
from sojourn.report.document import Metric
from sojourn.report.metrics import COMPUTED, tidy

HORIZON_DAYS: Final = 365
DISCOUNT: Final = 0.10


def modelled(context: Context) -> LifetimeValue | None:
    """The analysis behind the block and the metric; None if no event carries a value.

    Every event with a positive value is a purchase, whatever the goal is: a subscription's goal is its first order, and
    its worth lies in the renewals.
    """
    if not context.log.has("value"):
        return None
    found = lifetime_value(
        context.log, horizon=f"{HORIZON_DAYS}d", discount=DISCOUNT, timezone=context.timezone
    )
    return found if found.buyers else None


def lifetime_block(context: Context, found: LifetimeValue | None = None) -> Block | None:
    """Purchases and value to come; None where no model could be fitted.

    Parameters
    ----------
    found
        What :func:`modelled` gave, where it is known already.
    """
    result = found or modelled(context)
    if result is None or result.fitted is None:
        return None
    fit, worth = result.fitted, result.fitted.mean_value
    low, high = _interval(fit)
    return Block(
        model=fit.model,
        value_model=fit.value_model,
        customers=result.buyers,
        repeaters=result.repeaters,
        parameters={
            f"{row['model']}.{row['parameter']}": Parameter(
                **{name: tidy(row[name]) for name in ("value", "error", "low", "high")}
            )
            for row in result.table.to_pylist()
        },
        log_likelihood=tidy(fit.purchase_fit.log_likelihood),
        horizon_days=HORIZON_DAYS,
        discount_a_year=DISCOUNT,
        expected_purchases=tidy(fit.expected_purchases.value),
        mean_value=None if worth is None else tidy(worth.value),
        low=low,
        high=high,
        currency=result.currency,
        alive_share=min(1.0, max(0.0, tidy(fit.alive_share))),
        period_days=result.rhythm.period if result.rhythm.fixed else None,
        holdout=_holdout(fit),
        notes=_notes(result, fit, _WORDS[context.language]),
    )


def clv_metric(context: Context, found: LifetimeValue | None = None) -> Metric | None:
    """The modelled customer lifetime value per buyer; None where no event carries a value, or too few buy for the question to arise.

    Parameters
    ----------
    found
        What :func:`modelled` gave, where it is known already.
    """
    result = found or modelled(context)
    if result is None or result.buyers < FEWEST_BUYERS:
        return None
    words = _WORDS[context.language]
    fit = result.fitted
    if fit is None or fit.mean_value is None:
        definition = words["definition"].format(model="–", days=HORIZON_DAYS, discount=DISCOUNT)
        return Metric(
            value=None,
            low=None,
            high=None,
            n=result.buyers,
            definition=definition,
            status=UNKNOWN + _reason(result, words),
        )
    worth = fit.mean_value
    low, high = _interval(fit)
    return Metric(
        value=tidy(worth.value),
        low=low,
        high=high,
        n=result.buyers,
        definition=words["definition"].format(model=words[fit.model], days=HORIZON_DAYS, discount=DISCOUNT),
        status=COMPUTED,
        currency=result.currency,
    )


def _interval(fit: Fitted) -> tuple[float | None, float | None]:
    """The interval of the mean value; none where the data cannot tell leaving from buying rarely.

    The model then takes for granted that everybody stays, and the interval would hold nothing of that doubt.
    """
    worth = fit.mean_value
    if worth is None or worth.low is None or worth.high is None or "nobody_leaves" in fit.doubts:
        return None, None
    return tidy(worth.low), tidy(worth.high)


def _holdout(fit: Fitted) -> Holdout | None:
    tested = fit.holdout
    if tested is None:
        return None
    return Holdout(
        weeks=tidy(tested.days / 7),
        customers=tested.customers,
        foretold=tidy(tested.foretold),
        happened=float(tested.happened),
        rmse=tidy(tested.rmse),
        baseline_rmse=tidy(tested.baseline_rmse),
    )


def _notes(result: LifetimeValue, fit: Fitted, words: dict[str, str]) -> tuple[str, ...]:
    rhythm = result.rhythm
    chosen = "chosen_rhythm" if rhythm.fixed else "chosen_free"
    told = [words[chosen].format(model=words[fit.model], share=rhythm.share, days=rhythm.period)]
    told += [words[doubt].format(r=fit.correlation or 0.0) for doubt in fit.doubts]
    if fit.holdout is None and "first_half_unsettled" not in fit.doubts:
        told.append(words["no_holdout"])
    if fit.mean_value is None:
        told.append(words["no_value"].format(reason=_reason(result, words)))
    elif fit.value_model == "own_mean":
        told.append(words["own_mean"])
    return tuple(told)


def _reason(result: LifetimeValue, words: dict[str, str]) -> str:
    assert result.no_value is not None  # else there was a value
    return words[result.no_value.code].format(buyers=result.buyers, repeaters=result.repeaters)


_WORDS: Final = {
    "en": {
        "mbg_nbd": "MBG/NBD",
        "bg_nbd": "BG/NBD",
        "pareto_nbd": "Pareto/NBD",
        "bg_bb": "BG/BB",
        "sbg": "shifted beta-geometric",
        "definition": (
            "Expected discounted value of a buyer's purchases within {days} days, mean over buyers ({model}; "
            "{discount:.0%} a year). Interval: from the uncertainty of the model's parameters."
        ),
        "few_buyers": "a model needs 100 buyers and 30 with purchases on several days; there are {buyers:,} and {repeaters:,}",
        "currencies": "values stand in several currencies",
        "no_values": "no purchase carries a value",
        "no_rhythm": "purchases keep no rhythm, which this model needs",
        "no_maximum": "these data do not settle the parameters of the model of purchases",
        "does_not_fit": (
            "the model fitted to the first half of the time is off by more than a factor of two in the second half"
        ),
        "chosen_free": (
            "{model}: {share:.0%} of the gaps between purchases are near their median, so purchases can come at any time."
        ),
        "chosen_rhythm": (
            "{model}: {share:.0%} of the gaps between purchases are near {days} days, so there is one opportunity per period."
        ),
        "holdout_far": (
            "The model fitted to the first half of the time is off by more than a quarter in the second half."
        ),
        "no_better_than_own_rate": (
            "In the second half of the time the model is no better per customer than letting each go on at their own rate."
        ),
        "value_depends_on_frequency": (
            "How much customers spend goes along with how often they buy (r = {r:.2f}); the model of values takes both as independent."
        ),
        "rhythm_ignored": "Purchases keep a rhythm, which this model does not know.",
        "first_half_unsettled": "The first half of the time alone does not settle the model, so that it could not be tested on the second.",
        "nobody_leaves": (
            "The model sees next to nobody leave: in the time observed, leaving cannot be told from buying rarely."
        ),
        "no_holdout": "The log is too short or too small to test the model on a later half of it.",
        "no_value": "There is no value: {reason}.",
        "own_mean": "A purchase is taken to be worth what the customer's purchases were worth on average so far.",
    },
    "zh": {
        "mbg_nbd": "MBG/NBD",
        "bg_nbd": "BG/NBD",
        "pareto_nbd": "Pareto/NBD",
        "bg_bb": "BG/BB",
        "sbg": "移位贝塔几何模型",
        "definition": (
            "每位购买者在 {days} 天内预期购买的折现价值，取全部购买者的平均（{model}；年折现率 {discount:.0%}）。"
            "区间：来自模型参数的不确定性。"
        ),
        "few_buyers": "模型至少需要 100 位购买者，其中 30 位在不同日子购买过；现有 {buyers:,} 位和 {repeaters:,} 位",
        "currencies": "金额使用多种货币",
        "no_values": "没有带金额的购买",
        "no_rhythm": "购买没有固定节奏，而该模型需要节奏",
        "no_maximum": "现有数据不足以确定购买模型的参数",
        "does_not_fit": "用前半段时间拟合的模型，在后半段的总量偏差超过两倍",
        "chosen_free": "{model}：购买间隔中有 {share:.0%} 接近其中位数，因此购买可能发生在任何时候。",
        "chosen_rhythm": "{model}：购买间隔中有 {share:.0%} 接近 {days} 天，因此每个周期有一次购买机会。",
        "holdout_far": "用前半段时间拟合的模型，在后半段的总量偏差超过四分之一。",
        "no_better_than_own_rate": "在后半段时间里，对单个客户而言，该模型并不优于让每位客户保持自己以往的购买频率。",
        "value_depends_on_frequency": "客户的消费金额与购买次数相关（r = {r:.2f}），而金额模型假定二者相互独立。",
        "rhythm_ignored": "购买有固定节奏，而该模型不考虑节奏。",
        "first_half_unsettled": "仅凭前半段时间不足以确定模型，因此无法用后半段检验。",
        "nobody_leaves": "模型几乎看不到客户流失：在观察期内，流失与购买稀少无法区分。",
        "no_holdout": "日志太短或太小，无法用后半段检验模型。",
        "no_value": "没有价值估计：{reason}。",
        "own_mean": "假定今后每次购买的金额等于该客户以往购买的平均金额。",
    },
}

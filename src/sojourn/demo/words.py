"""What customers write, in English and Chinese: sentences of our own, put together to fit topic and feeling."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.dice import Dice

TOPICS: Final = ("product", "delivery", "support", "size", "price", "ordering")

Pieces = tuple[tuple[str, ...], ...]
"""Three groups, bad, middling and good; each has the same number of pieces."""

OPENINGS: Final[tuple[Pieces, Pieces]] = (
    (
        ("", "Really disappointed. ", "Sorry, but this was bad. ", "I expected better. ", "What a pity. "),
        ("", "It is okay. ", "Mixed feelings. ", "Not bad, not great. ", "Fine so far. "),
        ("", "I love it! ", "Very happy. ", "What a nice surprise! ", "Great shop. "),
    ),
    (
        ("", "非常失望。", "体验很差。", "没想到会这样。", "太糟糕了。"),
        ("", "一般般。", "还可以吧。", "说不上好也说不上坏。", "中规中矩。"),
        ("", "太喜欢了！", "非常满意。", "真是惊喜！", "很棒的店。"),
    ),
)
CLOSINGS: Final[tuple[Pieces, Pieces]] = (
    (
        (
            "",
            " I will not recommend this.",
            " That annoyed me a lot.",
            " Please fix this.",
            " I am thinking of leaving.",
        ),
        ("", " We will see.", " Nothing special.", " There is room to improve.", " Average overall."),
        ("", " I will stay.", " My friends want one too.", " Keep it up!", " Highly recommended."),
    ),
    (
        ("", "不会推荐给别人。", "真让人生气。", "请尽快改进。", "考虑退订了。"),
        ("", "再看看吧。", "没什么特别的。", "还有改进空间。", "总体一般。"),
        ("", "会继续订阅。", "朋友也想要一份。", "继续加油！", "强烈推荐。"),
    ),
)
BODIES: Final[tuple[tuple[Pieces, ...], tuple[Pieces, ...]]] = (
    (
        (
            ("The socks had a hole after the second wash.", "The colours faded at once.", "The seam hurts my toes.",
             "One pair was missing from the box."),
            ("The socks are soft, the patterns are a matter of taste.", "One pair I like, the other less.",
             "The quality is about what I expected.", "Do the wool socks shrink when washed?"),
            ("The socks are soft and warm.", "The patterns make me smile every morning.",
             "The quality is far better than I expected.", "They still look new after many washes."),
        ),
        (
            ("The parcel came a week late.", "Nobody told me that the parcel was delayed.",
             "The delivery date was wrong twice.", "My parcel was lost for days."),
            ("The parcel came on the last promised day.", "Delivery took a while, but it arrived.",
             "When will my parcel arrive?", "The box was a little dented."),
            ("The parcel came a day early.", "Delivery was quick and the box was lovely.",
             "I could follow the parcel all the way.", "It arrived exactly when promised."),
        ),
        (
            ("I waited more than a day for an answer in the chat.", "I had to explain everything twice.",
             "Support passed me from one person to the next.", "The answer did not help me at all."),
            ("Support answered, but it took some time.", "The chat was polite but slow.",
             "My question was answered in the end.", "Support sent me a standard text."),
            ("Support solved it within minutes.", "The lady on the phone was so kind.",
             "The chat understood my question at once.", "They replaced the socks without any fuss."),
        ),
        (
            ("On my phone the size guide covers everything and I cannot go back.", "The size chart is confusing.",
             "The socks are two sizes too small.", "I gave up because of the size guide."),
            ("Which size fits a foot of 26 cm?", "The sizes run a little small.", "I took the larger size to be safe.",
             "The size guide could be clearer."),
            ("The size fits perfectly.", "The size guide was spot on.", "Finally socks that fit my big feet.",
             "The quiz found my size at once."),
        ),
        (
            ("Too expensive for what it is.", "The price went up without a word.", "Cheaper socks last longer.",
             "Shipping costs extra, which I saw too late."),
            ("The price is fair, more or less.", "I have enough socks for now.", "I pause until I need new ones.",
             "A smaller box would suit me better."),
            ("Good value for money.", "Worth every cent.", "The box costs less than a lunch and lasts longer.",
             "The discount for members is generous."),
        ),
        (
            ("I got no confirmation and did not know whether my order went through.",
             "The confirmation came a whole day later.", "The checkout asked for my address three times.",
             "Paying failed twice before it worked."),
            ("Ordering was all right.", "Did my order go through?", "The checkout has many steps.",
             "I would like to pay by invoice."),
            ("Ordering took two minutes.", "The checkout is simple and clear.", "Everything worked at the first try.",
             "The style quiz made choosing easy."),
        ),
    ),
    (
        (
            ("袜子洗了两次就破洞了。", "颜色一下子就褪了。", "缝线磨得脚趾疼。", "盒子里少了一双。"),
            ("袜子挺软的，花色看个人喜好。", "一双喜欢，另一双一般。", "质量和预期差不多。", "请问羊毛袜洗了会缩水吗？"),
            ("袜子又软又暖和。", "花色每天早上都让我开心。", "质量比想象中好很多。", "洗了很多次还像新的一样。"),
        ),
        (
            ("包裹晚了一个星期才到。", "快递延误了也没人通知。", "送达日期改了两次都不准。", "包裹好几天查不到。"),
            ("包裹在最后一天才到。", "物流有点慢，但还是到了。", "请问我的包裹什么时候到？", "盒子有点压坏了。"),
            ("包裹提前一天就到了。", "物流很快，包装也漂亮。", "全程都能查到物流。", "准时送到，一点不差。"),
        ),
        (
            ("在线客服等了一天多才回复。", "同样的问题要说两遍。", "客服把我推来推去。", "回复完全没有帮助。"),
            ("客服回复了，就是慢了点。", "客服很礼貌，但是等得久。", "问题最后算是解决了。", "客服发了一段固定的话。"),
            ("客服几分钟就解决了。", "电话里的客服特别亲切。", "客服一下子就明白我的问题。", "二话不说就给我换了新的。"),
        ),
        (
            ("手机上尺码表挡住了整个屏幕，退不回去。", "尺码表看不懂。", "袜子小了两个码。", "因为尺码表我放弃了下单。"),
            ("脚长26厘米应该选哪个码？", "尺码稍微偏小。", "保险起见买了大一码。", "尺码说明可以更清楚一点。"),
            ("尺码刚刚好。", "尺码表很准。", "终于买到适合大脚的袜子。", "测一测马上就知道该选什么码。"),
        ),
        (
            ("价格太贵，不值。", "没打招呼就涨价了。", "便宜的袜子反而更耐穿。", "运费另算，到最后才看到。"),
            ("价格还算公道。", "袜子暂时够穿了。", "先暂停，需要时再买。", "盒子小一点更适合我。"),
            ("性价比很高。", "每一分钱都值。", "比一顿午饭还便宜，却能穿很久。", "会员折扣很给力。"),
        ),
        (
            ("没有收到确认邮件，不知道下单成功没有。", "确认邮件晚了一整天才来。", "结账时地址填了三遍。", "付款失败两次才成功。"),
            ("下单过程还行。", "请问我的订单成功了吗？", "结账步骤有点多。", "希望可以用发票付款。"),
            ("两分钟就下好单了。", "结账简单明了。", "一次就成功了。", "风格测试让选择变得很容易。"),
        ),
    ),
)  # fmt: skip


def sentences(
    topic: npt.NDArray[np.generic],
    emotion: npt.NDArray[np.float32],
    chinese: npt.NDArray[np.bool_],
    dice: Dice,
) -> pa.Array:
    """One text per event with a topic, null elsewhere.

    The feeling chooses between bad (below −1), middling and good (above +1.5) pieces.
    """
    where = np.flatnonzero(topic.astype(np.int64) >= 0)
    mood = np.digitize(emotion[where], [-1.0, 1.5])
    language, about = chinese[where].astype(np.int64), topic[where].astype(np.int64)

    def pick(name: str, size: int) -> npt.NDArray[np.int64]:
        return dice.generator(name).integers(0, size, len(where))

    opening = (language * 3 + mood) * 5 + pick("opening", 5)
    body = ((language * len(TOPICS) + about) * 3 + mood) * 4 + pick("body", 4)
    closing = (language * 3 + mood) * 5 + pick("closing", 5)
    flat_openings = pa.array([piece for tongue in OPENINGS for group in tongue for piece in group])
    flat_bodies = pa.array([p for tongue in BODIES for subject in tongue for group in subject for p in group])
    flat_closings = pa.array([piece for tongue in CLOSINGS for group in tongue for piece in group])
    texts = pc.binary_join_element_wise(
        flat_openings.take(pa.array(opening)),
        flat_bodies.take(pa.array(body)),
        flat_closings.take(pa.array(closing)),
        "",
    )
    place = np.full(len(topic), -1, np.int64)
    place[where] = np.arange(len(where))
    return texts.take(pa.array(place, mask=place < 0))

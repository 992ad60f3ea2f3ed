"""Programs that say what they are."""

import pyarrow as pa
import pytest

from sojourn.events.traffic import HUMAN, REASONS, TRAFFIC_RULES, counted, flags

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"

DECLARED = [
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "search_crawler"),
    ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "search_crawler"),
    ("Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)", "search_crawler"),
    ("Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "seo_crawler"),
    ("Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", "monitor"),
    ("Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)", "monitor"),
    (CHROME.replace("Chrome/", "HeadlessChrome/"), "headless_browser"),
    ("curl/8.5.0", "script"),
    ("python-requests/2.31.0", "script"),
    ("Go-http-client/1.1", "script"),
    ("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)", "ai_crawler"),
    ("facebookexternalhit/1.1", "link_preview"),
    ("Mozilla/5.0 (compatible; Nikto/2.5)", "scanner"),
    ("Mozilla/5.0 (compatible; SomethingBot/1.0)", "other_bot"),
]

PEOPLE = [
    CHROME,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; CUBOT X30) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Mobile Safari/537.36 MicroMessenger/8.0.38.2400 Language/zh_CN",
    "Dalvik/2.1.0 (Linux; U; Android 12; SM-G991B Build/SP1A)",
    "okhttp/4.12.0",
    "MyShop/5.1 (com.example.shop; build:51; iOS 17.5.0) Alamofire/5.9.1",
    "",
    None,
]


def batch(agents):
    return pa.RecordBatch.from_pydict({"user_agent": pa.array(agents, pa.string())})


@pytest.mark.parametrize(("agent", "rule"), DECLARED)
def test_declared_programs_are_told_by_name(agent, rule):
    assert REASONS[flags(batch([agent]))[0]] == rule
    assert REASONS[flags(batch([agent.upper()]))[0]] == rule


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_not_suspected(agent):
    assert flags(batch([agent])).tolist() == [HUMAN]


def test_codes_stay_with_their_rows_however_they_are_stored():
    agents = [None, "curl/8.5.0", CHROME, "curl/8.5.0", "AhrefsBot"] * 3
    plain = flags(batch(agents)).tolist()
    coded = pa.RecordBatch.from_pydict({"user_agent": pa.array(agents).dictionary_encode()})
    assert plain == flags(coded).tolist()
    assert plain == [c for a in agents for c in flags(batch([a])).tolist()]
    assert counted(flags(batch(agents))) == {"seo_crawler": 3, "script": 6}


def test_without_the_column_nobody_is_suspected():
    assert flags(pa.RecordBatch.from_pydict({"x": [1, 2]})).tolist() == [HUMAN, HUMAN]


def test_rules_are_named_once():
    assert len({rule.name for rule in TRAFFIC_RULES}) == len(TRAFFIC_RULES)

"""Traffic that is no customer and says so: crawlers, monitors and scripts, by the name they declare."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

USER_AGENT: Final = "user_agent"
"""The property that is looked at."""

HUMAN: Final = 0
"""Code of events that no rule matches."""


@dataclass(frozen=True, slots=True)
class TrafficRule:
    """One kind of declared traffic.

    Attributes
    ----------
    name
        Under which it is counted.
    meaning
        What it is, in words.
    words
        Parts of the user agent that tell it, separated by commas; ``^`` begins a word that must stand at its start.
        Upper and lower case do not matter.
    """

    name: str
    meaning: str
    words: str

    @property
    def regex(self) -> str:
        """The rule as a regular expression of RE2."""
        parts = [w.strip() for w in self.words.split(",")]
        return "(?i)" + "|".join(f"^{_escaped(w[1:])}" if w.startswith("^") else _escaped(w) for w in parts)


def _escaped(text: str) -> str:
    """The text in a regular expression; a blank stands for any sign that is no letter."""
    return "".join("[^a-z]" if c == " " else c if c.isalnum() else f"\\{c}" for c in text)


TRAFFIC_RULES: Final = (
    TrafficRule(
        "monitor",
        "availability and performance monitors",
        "uptimerobot, pingdom, statuscake, site24x7, newrelicpinger, new relic synthetics, datadogsynthetics, datadog agent, "
        "elastic heartbeat, better uptime bot, betteruptime, better stack, checkly, catchpoint, dynatrace synthetic, ruxitsynthetic, "
        "googlestackdrivermonitoring, google cloud monitoring, gtmetrix, chrome lighthouse, pagespeed, ptst , webpagetest, "
        "hetrixtools, freshping, updown.io, nodeping, montastic, uptime kuma, uptime.com, appinsights, alwayson, speedcurve, "
        "kube probe, elb healthchecker, googlehc, amazon route53 health check, zabbix, nagios, check_http, prtg, blackbox exporter, jiankongbao, 监控宝",
    ),
    TrafficRule(
        "search_crawler",
        "crawlers of search engines",
        "googlebot, google inspectiontool, googleother, storebot google, adsbot google, mediapartners google, apis google, feedfetcher google, "
        "google site verification, google read aloud, bingbot, bingpreview, adidxbot, msnbot, slurp, duckduckbot, duckassistbot, "
        "baiduspider, yandexbot, yandeximages, yandexmetrika, yandexmobilebot, yandex.com bots, sogou web spider, sogou spider, 360spider, "
        "haosouspider, yisouspider, bytespider, petalbot, toutiaospider, applebot, seznambot, coccocbot, naverbot, yeti , daumoa, "
        "exabot, qwantify, qwantbot, mojeekbot, teoma, ia_archiver, archive.org_bot, amazonbot",
    ),
    TrafficRule(
        "seo_crawler",
        "crawlers of search-optimisation and advertising tools",
        "ahrefsbot, ahrefssiteaudit, semrushbot, siteauditbot, splitsignalbot, mj12bot, dotbot, rogerbot, screaming frog, sitebulb, "
        "serpstatbot, dataforseobot, blexbot, barkrowler, linkdexbot, seokicks, deepcrawl, lumar, oncrawl, botify, "
        "seobilitybot, sistrix, majestic, proximic, grapeshot, adbeat_bot, admantx, ias_crawler, cognitiveseo, megaindex, zoominfobot, "
        "netestate, domaincrawler, dataprovider, builtwith, wappalyzer",
    ),
    TrafficRule(
        "ai_crawler",
        "crawlers and agents of language models",
        "gptbot, chatgpt user, oai searchbot, claudebot, claude user, claude searchbot, claude web, anthropic ai, perplexitybot, perplexity user, "
        "google extended, ccbot, cohere ai, meta externalagent, meta externalfetcher, facebookbot, diffbot, youbot, ai2bot, timpibot, "
        "omgilibot, imagesiftbot, mistralai user, deepseekbot, kimibot, iaskspider",
    ),
    TrafficRule(
        "link_preview",
        "previews of links in chats, feeds and social networks",
        "facebookexternalhit, facebookcatalog, facebot, twitterbot, linkedinbot, pinterestbot, pinterest bot, slackbot, slack imgproxy, "
        "discordbot, telegrambot, whatsapp/, skypeuripreview, redditbot, embedly, iframely, vkshare, flipboardproxy, tumblr, "
        "quora link preview, outbrain, snap url preview, bitlybot, mastodon, microsoftpreview, feedly, feedburner, feedbin, inoreader, tiny tiny rss, newsblur",
    ),
    TrafficRule(
        "mail_scanner",
        "mail security that opens every link before the customer does",
        "barracuda, proofpoint, mimecast, safelinks, safe links, googleimageproxy, yahoomailproxy, cloudmark, "
        "fireeye, forcepoint, messagelabs, ironport",
    ),
    TrafficRule(
        "headless_browser",
        "browsers driven by a program",
        "headlesschrome, headlessfirefox, phantomjs, slimerjs, puppeteer, playwright, selenium, webdriver, cypress, splash/, htmlunit, "
        "electron/test, nightmare, zombie.js, casperjs, browserless, prerender, rendertron",
    ),
    TrafficRule(
        "script",
        "programs that fetch pages",
        "^curl/, curl/, wget, ^python, python requests, python urllib, python httpx, aiohttp, httpx/, scrapy, ^java/, "
        "apache httpclient, okhttp/test, ^go http client, go resty, ^ruby, faraday, ^php/, guzzlehttp, ^perl, libwww perl, lwp , "
        "^node fetch, node superagent, axios/, ^got , undici, ^dart/, postmanruntime, insomnia/, httpie, rest client, jmeter, k6/, "
        "apachebench, locust, gatling, siege/, vegeta, winhttp, powershell, libcurl, mechanize, ^mozilla/5.0$, ^test",
    ),
    TrafficRule(
        "scanner",
        "security scanners",
        "nessus, nikto, sqlmap, nmap, masscan, zgrab, qualys, acunetix, netsparker, detectify, burp, openvas, wpscan, censysinspect, "
        "shodan, expanse, internetmeasurement, palo alto, nuclei, dirbuster, gobuster, zaproxy, owasp, probely, intruder",
    ),
    TrafficRule(
        "other_bot",
        "whatever else calls itself a bot, crawler or spider",
        "bot/, bot;, bot), bot.htm, robot, -bot, _bot, +http, crawler, spider, crawl/, scraper, fetcher, archiver, checker, validator, "
        "synthetic, monitoring, healthcheck, health check, uptime",
    ),
)  # fmt: skip
"""In order; the first that matches counts."""

REASONS: Final = ("human", *(rule.name for rule in TRAFFIC_RULES))
"""What the codes of :func:`flags` mean; the first is no suspicion."""


def flags(batch: pa.RecordBatch, column: str = USER_AGENT) -> NDArray[np.int8]:
    """Which events are declared traffic of programs.

    Parameters
    ----------
    batch
        Events; without the column nobody is suspected.
    column
        The column with the user agent.

    Returns
    -------
    numpy.ndarray
        Per event a code into :data:`REASONS`; 0 is :data:`HUMAN`.

    Examples
    --------
    >>> agents = ["Mozilla/5.0 (X11) Firefox/140.0", "Mozilla/5.0 (compatible; Googlebot/2.1)", "curl/8.5.0", None]
    >>> [REASONS[code] for code in flags(pa.RecordBatch.from_pydict({"user_agent": agents}))]
    ['human', 'search_crawler', 'script', 'human']
    """
    if column not in batch.schema.names:
        return np.full(batch.num_rows, HUMAN, np.int8)
    agents = batch.column(column)
    if not pa.types.is_dictionary(agents.type):
        agents = agents.dictionary_encode()
    values = agents.dictionary.cast(pa.string())
    suspects = pc.match_substring_regex(values, _ANY)
    codes = np.full(len(values) + 1, HUMAN, np.int8)
    suspected = np.flatnonzero(pc.fill_null(suspects, fill_value=False).to_numpy(zero_copy_only=False))
    named = values.take(pa.array(suspected))
    for code in range(len(TRAFFIC_RULES), 0, -1):
        found = pc.match_substring_regex(named, TRAFFIC_RULES[code - 1].regex)
        codes[suspected[found.to_numpy(zero_copy_only=False)]] = code
    per_event: NDArray[np.int8] = codes[
        pc.fill_null(agents.indices, len(values)).to_numpy(zero_copy_only=False)
    ]
    return per_event


def counted(codes: NDArray[np.int8]) -> Mapping[str, int]:
    """Events by the rule that flagged them.

    >>> counted(np.array([0, 1, 1], np.int8))
    {'monitor': 2}
    """
    counts = np.bincount(codes, minlength=len(REASONS)).tolist()
    return {name: n for name, n in zip(REASONS[1:], counts[1:], strict=True) if n}


_ANY: Final = "(?i)" + "|".join(rule.regex.removeprefix("(?i)") for rule in TRAFFIC_RULES)

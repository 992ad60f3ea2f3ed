"""The style sheet of map pages: the tones as classes, light and dark, and type for the words beside the picture."""

from base64 import b64encode
from hashlib import sha256

from sojourn.render.palette import DARK, LIGHT, Theme, ThemeName
from sojourn.render.svg_write import class_name

SCOPE = "sojourn-map"
"""Class of the element that holds a map; every rule is bound to it."""


def content_policy(sheet: str) -> str:
    """The content security policy of a page that has one style sheet and nothing else: no script, no network."""
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def tone_rules(theme: ThemeName | None = None) -> str:
    """Rules that give the tones their colours: of one theme, or of the reader's preference if None."""
    if theme is not None:
        return _rules(LIGHT if theme == "light" else DARK)
    return f"{_rules(LIGHT)}\n@media (prefers-color-scheme: dark) {{\n{_rules(DARK)}\n}}\n@media print {{\n{_rules(LIGHT)}\n}}"


def _rules(theme: Theme) -> str:
    lines = [f".{SCOPE} {{ color: {theme['ink']}; background: {theme['paper']}; }}"]
    lines += [
        f".{SCOPE} .{class_name(prop, tone)} {{ {prop}: {colour}; }}"
        for tone, colour in theme.tones.items()
        for prop in ("fill", "stroke")
    ]
    lines += [
        f".{SCOPE} .soft {{ color: {theme['soft']}; }}",
        f".{SCOPE} .good {{ color: {theme['good_text']}; }}",
        f".{SCOPE} .harm {{ color: {theme['harm_text']}; }}",
        f".{SCOPE} .neutral {{ color: {theme['neutral_text']}; }}",
        f".{SCOPE} .ruled {{ border-color: {theme['line']}; }}",
    ]
    return "\n".join(lines)


STRUCTURE = f"""
.{SCOPE} {{ font-family: Inter, "Noto Sans", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif; line-height: 1.5; }}
.{SCOPE}:lang(en) {{ font-variant-east-asian: proportional-width; }}
.{SCOPE} .picture {{ overflow-x: auto; }}
.{SCOPE} .picture svg {{ display: block; width: 100%; height: auto; min-width: 60rem; }}
.{SCOPE} details {{ margin: 1rem 2.5rem 2rem; }}
.{SCOPE} summary {{ cursor: pointer; font-size: .9rem; }}
.{SCOPE} h1 {{ font-size: 1.4rem; margin: 1.2rem 0 .2rem; }}
.{SCOPE} ol {{ list-style: none; padding: 0; margin: 0; }}
.{SCOPE} ol.stages {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1.6rem; margin-top: 1rem; }}
.{SCOPE} h2 {{ font-size: 1rem; margin: 0 0 .4rem; padding-bottom: .3rem; border-bottom: 1px solid; }}
.{SCOPE} h2.ruled, .{SCOPE} li.ruled {{ border-bottom-width: 1px; border-bottom-style: solid; }}
.{SCOPE} ol.touchpoints > li {{ padding: .45rem 0; }}
.{SCOPE} ol.stages > li > h3 {{ margin-top: .8rem; }}
.{SCOPE} ul {{ margin: .15rem 0 0; padding-left: 1.2rem; }}
.{SCOPE} h3 {{ font-size: .92rem; margin: 0; overflow-wrap: anywhere; }}
.{SCOPE} p {{ margin: .1rem 0; font-size: .82rem; }}
.{SCOPE} .figure {{ white-space: nowrap; font-variant-numeric: tabular-nums; }}
.{SCOPE} :lang(zh) {{ line-break: strict; }}
@media (max-width: 45rem) {{ .{SCOPE} .picture svg {{ min-width: 90rem; }} }}
@media print {{ .{SCOPE} details {{ display: none; }} .{SCOPE} .picture svg {{ min-width: 0; }} }}
"""

PAGE = """
html { color-scheme: light dark; }
body { margin: 0; }
a { color: inherit; }
"""

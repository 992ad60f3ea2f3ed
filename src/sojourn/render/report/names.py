"""Names and numbers inside sentences: escaped, isolated, in the colour of what they mean."""

from markupsafe import Markup

from sojourn.render.layout.text import clean


def strong(text: str, kind: str) -> Markup:
    """A number in the colour of what it means."""
    return Markup('<span class="{}">{}</span>').format(kind, text)


def named(name: str) -> Markup:
    """A name of the customer's own, isolated from the direction of the text around it."""
    return Markup("<bdi>{}</bdi>").format(clean(name))


def strong_name(name: str) -> Markup:
    """A name where it hurts."""
    return Markup('<bdi class="harm">{}</bdi>').format(clean(name))

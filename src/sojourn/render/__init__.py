"""A map as text or bytes: pure and deterministic renderers over one set of layout decisions.

``render(jmap, "map.svg")`` writes a file, ``to_svg(jmap)`` gives the picture as text. What stands where is decided once, in
:mod:`sojourn.render.layout`; the skins only draw it.
"""

from sojourn.render.svg import to_svg

__all__ = ["to_svg"]

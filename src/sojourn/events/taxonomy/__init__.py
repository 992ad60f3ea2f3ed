"""From what happened, where, and with which properties to touchpoint, stage, channel, medium and kind.

:mod:`~sojourn.events.taxonomy.taxonomy` holds the rules, :mod:`~sojourn.events.taxonomy.classify` applies them,
:mod:`~sojourn.events.taxonomy.coverage` tells how far they reach. What is known without being told, in English and
Chinese, lies in :mod:`~sojourn.events.taxonomy.words`.
"""

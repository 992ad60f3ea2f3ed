"""Pairwise, a synthetic sock-subscription shop whose truths are known.

:func:`sojourn.demo.company.simulate` makes the customers and everything that happens to them;
:func:`sojourn.demo.exports.write` writes it down the way each of the company's systems would export it, with
the truths beside it. The page ``docs/explanation/demo-company.md`` tells the story and describes ``truth.json``.
"""

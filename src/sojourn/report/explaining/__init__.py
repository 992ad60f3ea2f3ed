"""How a figure of a report came about, in words, and what reproduces it."""

from sojourn.report.explaining.explain import Explanation, explain, explainable

__all__ = ["Explanation", "explain", "explainable"]

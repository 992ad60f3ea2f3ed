"""How measures move: trend, seasons and days at which a level changes."""

from sojourn.analysis.trends.question import ANALYSIS, MOST_DAYS, Period, Trends, TrendsSpec, trends

__all__ = ["ANALYSIS", "MOST_DAYS", "Period", "Trends", "TrendsSpec", "trends"]

"""Statistical charts: Altair specifications turned into static SVG that a page with a strict policy can carry."""

from sojourn.render.report.charts.credit import credits_chart
from sojourn.render.report.charts.season import seasons_chart
from sojourn.render.report.charts.static import Chart
from sojourn.render.report.charts.trend import trend_chart

__all__ = ["Chart", "credits_chart", "seasons_chart", "trend_chart"]

"""Every customer as one row of documented numbers, of the whole journey or of its beginning."""

from sojourn.analysis.features.question import ANALYSIS, Features, FeaturesSpec, FeaturesTally, features

__all__ = ["ANALYSIS", "Features", "FeaturesSpec", "FeaturesTally", "features"]

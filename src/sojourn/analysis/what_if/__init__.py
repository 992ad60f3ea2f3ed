"""What would follow if one step were changed, by a model of the journey."""

from sojourn.analysis.what_if.question import ANALYSIS, COMPUTED, WhatIf, WhatIfSpec, what_if

__all__ = ["ANALYSIS", "COMPUTED", "WhatIf", "WhatIfSpec", "what_if"]

"""One question per file. An analysis is measure → merge → conclude; see :mod:`sojourn.analysis.seam`."""

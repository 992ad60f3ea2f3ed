"""Built-in knowledge of what the touchpoints of common journeys are called, in English and Chinese.

Our own lists, short on purpose: they name stages, tell kind, medium and channel of what is obvious, and settle what
the data leave open.
"""

"""Compiled loops over offsets and flat arrays. They know nothing of customers, touchpoints or files.

Conventions: ``offsets`` is int32 of shape (n + 1,), row ``i`` owns ``flat[offsets[i]:offsets[i + 1]]``; inputs are
never written to; every kernel releases the interpreter lock and is cached on disk after its first compilation.
"""

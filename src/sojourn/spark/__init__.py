"""The same answers on a Spark cluster: sources read by its workers, shards held or stored there, tallies merged there.

Nothing is analysed here. Workers run what a laptop runs: the sources, the cleaning, the builder of a log, and one
:class:`~sojourn.log.engine.Count` per shard. This package only carries rows, shards and tallies between them.
"""

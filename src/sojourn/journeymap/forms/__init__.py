"""Maps in the forms of other programs: tables, diagrams and texts that are read as a map.

What a form carries out and back is told in the reference of the forms; :func:`open_map` reads any of them.
"""

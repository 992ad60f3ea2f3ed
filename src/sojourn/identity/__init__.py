"""Many ids, one customer: links between identifiers, how they are resolved, by what evidence, and how it is undone."""

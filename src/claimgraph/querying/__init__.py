"""Questions to the graph: the catalogue of named queries, their parameters, and what may be asked in public."""

"""JSON of records: their keys, the context that gives each a meaning, trees to read, trees that people write."""

"""RDF in and out: parsing, the one Turtle layout, fragment names for blank nodes, and the model read from triples."""

"""Claims in the forms of others: nanopublications and ClaimReview. Pure functions over triples and dossiers."""

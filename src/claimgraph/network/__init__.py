"""The causal network across claims."""

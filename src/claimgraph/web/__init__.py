"""The HTTP face; FastAPI lives here alone."""

"""The OpenAPI document of the running service, made of what the service itself goes by."""

from claimgraph.web.openapi.document import PATH, document

__all__ = ["PATH", "document"]

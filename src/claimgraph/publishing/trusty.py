"""Trusty URIs of RDF content (module RA): an IRI that holds the hash of the very graphs that it names.

Kuhn and Dumontier 2014, https://doi.org/10.1007/978-3-319-07443-6_27; the form that nanopublications use:
https://github.com/trustyuri/trustyuri-spec.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode, Quad


def artifact_code(quads: Iterable[Quad], iri: str) -> str:
    """The code of quads that name themselves by an IRI: RA and the SHA-256 of their normal form.

    Args:
        quads: All graphs; blank nodes are not allowed in them.
        iri: The IRI that the code is to become a part of, as it stands in the quads.
    """
    digest = hashlib.sha256(normal_form(quads, iri).encode()).digest()
    return "RA" + urlsafe_b64encode(digest).decode().rstrip("=")


def normal_form(quads: Iterable[Quad], iri: str) -> str:
    """The text that is hashed and signed: sorted quads, a term a line, with a space where the code will stand."""
    keys = sorted({_key(quad, iri) for quad in quads})
    return "".join(f"{key[0]}\n{key[1]}\n{key[2]}\n{_written(key[3:])}\n" for key in keys)


def renamed(quads: Iterable[Quad], old: str, new: str) -> list[Quad]:
    """The same quads with another IRI for themselves and their parts."""
    return [
        Quad(*(_moved(term, old, new) for term in (q.subject, q.predicate, q.object, q.graph_name)))  # type: ignore[arg-type]
        for q in quads
    ]


def is_own(iri: str, own: str) -> bool:
    """Whether an IRI is another one or a fragment of it."""
    return iri == own or iri.startswith(f"{own}#")


def _key(quad: Quad, iri: str) -> tuple[str, ...]:
    graph, subject, predicate = (_placed(term, iri) for term in (quad.graph_name, quad.subject, quad.predicate))
    value = quad.object
    if not isinstance(value, Literal):
        return graph, subject, predicate, "", _placed(value, iri)
    if value.language:
        return graph, subject, predicate, "literal", value.value, "", value.language.lower()
    return graph, subject, predicate, "literal", value.value, value.datatype.value


def _written(value: Sequence[str]) -> str:
    kind, text, *type_ = value
    if not kind:
        return text
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n")
    return f"@{type_[1]} {escaped}" if len(type_) == 2 else f"^{type_[0]} {escaped}"


def _placed(term: object, iri: str) -> str:
    if not isinstance(term, NamedNode):
        raise ValueError(f"{term} has no IRI; a trusty URI needs one for every node")
    head = iri.rpartition("/")[0] + "/"
    return f"{head} {term.value[len(iri) :]}" if is_own(term.value, iri) else term.value


def _moved(term: object, old: str, new: str) -> object:
    if isinstance(term, NamedNode) and is_own(term.value, old):
        return NamedNode(new + term.value[len(old) :])
    return term

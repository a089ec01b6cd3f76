"""Names for new parts of a record: none that was ever given to another part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.errors import NotFound
from claimgraph.store.interface import Store

_REVISIONS = "SELECT ?number ?sha WHERE { ?revision cg:revisionOf %s ; cg:revisionNumber ?number ; cg:sha256 ?sha }"
_FRAGMENT = re.compile(rb"<#([^>\s]*)>")


class Names:
    """The names of one record that are taken.

    >>> names = Names("http://e/claims/x", ["claim", "evidence-2", "mechanism-1-step-1"])
    >>> names.fresh("evidence").value, names.fresh("evidence").value, names.fresh("mechanism").value
    ('http://e/claims/x#evidence-3', 'http://e/claims/x#evidence-4', 'http://e/claims/x#mechanism-2')
    """

    def __init__(self, document: str, taken: Iterable[str]) -> None:
        self.document, self.taken = document, set(taken)

    def fresh(self, stem: str) -> NamedNode:
        """The next name of a stem: one number above all that were given, also to parts of parts."""
        pattern = re.compile(re.escape(stem) + r"-([0-9]{1,9})(?:-|\Z)")
        numbers = (int(match[1]) for name in self.taken if (match := pattern.match(name)))
        name = f"{stem}-{max(numbers, default=0) + 1}"
        self.taken.add(name)
        return NamedNode(f"{self.document}#{name}")

    def node(self, fragment: str) -> NamedNode:
        """The part with this name."""
        return NamedNode(f"{self.document}#{fragment}")


def given_fragments(store: Store, body: Callable[[str], bytes], document: str, *, since: int = 0) -> set[str]:
    """Names that a record ever gave to its parts, or gave after one of its revisions.

    Args:
        store: Where the record lies.
        body: Gives a kept body by its digest.
        document: IRI of the record.
        since: Number of that revision.
    """
    found = fragments_of(store.graph(document), document)
    for number, sha in store.select(_REVISIONS % NamedNode(document)):
        if isinstance(number, Literal) and sha is not None and int(number.value) > since:
            try:
                found |= {name.decode() for name in _FRAGMENT.findall(body(sha.value))}
            except NotFound:
                continue
    return found


def fragments_of(triples: Iterable[Triple], document: str) -> set[str]:
    """Names of the parts that a record describes."""
    start = document + "#"
    subjects = (triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode))
    return {subject.removeprefix(start) for subject in subjects if subject.startswith(start)}

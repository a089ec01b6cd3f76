"""The library's front door: a store with its gate, its records, its questions."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from claimgraph import shipped
from claimgraph.appraisal.priors import Priors
from claimgraph.errors import NotFound, ParameterError, SettingError
from claimgraph.gate import Gate
from claimgraph.gate.examples import prove
from claimgraph.gate.shapes import ShapeSet
from claimgraph.mediatypes import RESULTS_JSON, TURTLE, ResultType
from claimgraph.network.exports import to_networkx
from claimgraph.network.view import View
from claimgraph.querying.catalogue import Catalogue
from claimgraph.querying.lexer import Scan, check_update, scan_query
from claimgraph.querying.paging import Page, cut
from claimgraph.rdf.parse import parse_triples
from claimgraph.service.chains import chains_view
from claimgraph.service.contributions import Desk
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived import VIEWS, Told
from claimgraph.service.filling import is_new, ontology_triples, shipped_portions, vocabulary_changes
from claimgraph.service.graphs import Scope, network_view
from claimgraph.service.journal import Journal
from claimgraph.service.records import Records
from claimgraph.service.revisions import Author
from claimgraph.service.searching import Searcher
from claimgraph.service.sessions import Sessions
from claimgraph.service.tokens import Tokens
from claimgraph.settings import DEFAULT_BASE, Settings, read_settings
from claimgraph.store.bodies import BodyStore
from claimgraph.store.embedded import EmbeddedStore, base_of
from claimgraph.store.folder import StoreFolder
from claimgraph.store.interface import Answer, Store, Wanted
from claimgraph.store.scratch import Scratch
from claimgraph.store.snapshot import Snapshots

if TYPE_CHECKING:
    import networkx

_log = logging.getLogger(__name__)
READABLE = Wanted(solutions=RESULTS_JSON, boolean=RESULTS_JSON, graph=TURTLE)
CURATORS = "https://w3id.org/claimgraph"
"""Agent of the records that ship with the project."""


class Claimgraph:
    """A knowledge graph of claims.

    >>> graph = Claimgraph.in_memory()
    >>> graph.records.read("claims/repetitions-in-reserve")[0].subject.value.startswith("http://localhost:8000/claims/")
    True
    >>> graph.close()
    """

    def __init__(self, store: Store, settings: Settings, root: Path, folder: StoreFolder | None = None) -> None:
        """Join the parts.

        Args:
            store: Where the graph lies.
            settings: The settings.
            root: Folder beside the store in which bodies and tokens lie.
            folder: Folder that this process holds, for what it shares with nobody; None where `root` is its own.
        """
        self.store, self.settings, self.tokens = store, settings, Tokens(root / "tokens")
        self.sessions = Sessions(self.tokens, root / "session-key")
        self._root, self._own, self._folder = root, folder.root if folder else root, folder
        self._bodies, self.journal = BodyStore(root / "bodies"), Journal()

    @classmethod
    def open(cls, settings: Settings, *, empty: bool = False) -> Claimgraph:
        """Open the store of the settings; a new one is filled with the vocabulary, the shapes and, unless `empty`, the
        curated records.

        Raises:
            StoreLocked: If another process holds it.
            StoreUnusable: If it cannot be opened or has another base IRI.
        """
        if settings.store == "memory":
            return cls.in_memory(settings, empty=empty)
        if settings.remote is not None:
            return cls._open_remote(settings, empty=empty)
        folder = StoreFolder.hold(Path(settings.store))
        try:
            base = settings.base_iri or base_of(folder.data) or DEFAULT_BASE
            store = EmbeddedStore.open(folder.data, base)
        except BaseException:
            folder.release()
            raise
        graph = cls(store, settings, folder.root, folder)
        graph.fill(empty=empty)
        return graph

    @classmethod
    def _open_remote(cls, settings: Settings, *, empty: bool) -> Claimgraph:
        """Tokens and bodies are shared by all processes with one `state_dir`; each has a folder of its own besides."""
        from claimgraph.store.remote import RemoteStore

        folder = StoreFolder.hold_one(settings.root / "processes")
        try:
            store = RemoteStore.open(settings)
        except BaseException:
            folder.release()
            raise
        graph = cls(store, settings, settings.root, folder)
        graph.fill(empty=empty)
        return graph

    @classmethod
    def in_memory(cls, settings: Settings | None = None, *, empty: bool = False) -> Claimgraph:
        """A graph in a temporary folder that goes when it is closed."""
        settings = settings or read_settings()
        store = EmbeddedStore.in_memory(settings.base_iri or DEFAULT_BASE)
        root = store.scratch
        assert root is not None
        graph = cls(store, settings, root)
        graph.fill(empty=empty)
        return graph

    def fill(self, *, empty: bool) -> None:
        """Fill a new store with the curated records unless `empty`; bring the vocabulary and shapes up to date.

        The vocabulary comes last, since its version marks the store as filled: an interrupted filling is done again.
        """
        if is_new(self.store) and not empty:
            author = Author(CURATORS, reason="Shipped with claimgraph.")
            for portion in shipped_portions(self.store.base):
                self.records.write(portion, author)
        for change in vocabulary_changes(self.store):
            self.store.commit(change)

    @cached_property
    def gate(self) -> Gate:
        """The gate; a fast engine is used where it is installed and agrees with every shipped example."""
        gate = Gate(ShapeSet.read(shipped.gate_shape_files()), ontology_triples(), fast=self.settings.fast_gate)
        for disagreement in prove(gate, shipped.data_folder("shapes") / "examples"):
            _log.warning("the fast SHACL engine is not used: %s", disagreement)
        return gate

    @cached_property
    def records(self) -> Records:
        """The records of the store."""
        return Records(self.store, self.gate, self._bodies, self.journal)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The named questions."""
        return Catalogue.read(shipped.data_folder("queries"))

    def ask(self, query: str, wanted: Wanted = READABLE) -> Answer:
        """Answer a SPARQL query.

        Raises:
            QueryError: If it does not parse, is too large, or reaches outside of the store.
        """
        scan = scan_query(query, max_bytes=self.settings.query_text_bytes)
        dataset = replace(wanted.dataset, stated=scan.states_dataset)
        return self.store.answer(query, replace(wanted, dataset=dataset))

    def scan(self, query: str) -> Scan:
        """Look at a query before any engine sees it: its form, whether it names its dataset, whether it lasts.

        Raises:
            QueryError: If it is too large, nested too deeply, or reaches outside.
        """
        services = bool(self.settings.services)
        return scan_query(query, max_bytes=self.settings.query_text_bytes, services=services)

    def check_update(self, update: str) -> None:
        """Refuse an update like a query; its data may be as large as a body.

        Raises:
            QueryError: If it is too large, nested too deeply, or reaches outside.
        """
        check_update(update, max_bytes=self.settings.body_bytes)

    def ask_named(self, name: str, values: Mapping[str, str], wanted: Wanted = READABLE) -> Answer:
        """Answer a question of the catalogue.

        Raises:
            NotFound: If the catalogue has no such question.
            ParameterError: If a parameter is unknown, missing or of the wrong type.
        """
        query = self.catalogue[name]
        return self.store.answer(query.text, wanted, query.bind(values, self.store.base))

    def ask_page(
        self, name: str, values: Mapping[str, str], page: Page, kind: ResultType = RESULTS_JSON
    ) -> tuple[Answer, bool]:
        """Some rows of the answer to a question of the catalogue, in a total order; and whether there are more after.

        Raises:
            NotFound: If the catalogue has no such question.
            ParameterError: If a parameter is unknown, missing or of the wrong type, or its answer has no rows.
        """
        query = self.catalogue[name]
        if query.form != "SELECT":
            raise ParameterError(name, "limit", found="given for an answer without rows", expected="no page")
        text = query.page(page.limit + 1, page.offset)
        answer = self.store.answer(text, READABLE, query.bind(values, self.store.base))
        content, more = cut(answer.content, page, kind)
        return Answer(content, kind.media), more

    @cached_property
    def derivations(self) -> Derivations:
        """What derived views are worked out from."""
        return Derivations(self.store, self._priors(), self.settings.language, self.journal)

    def _priors(self) -> Priors:
        """The priors of the ontology, with those of the settings' file in their place."""
        shipped_priors = Priors.read(ontology_triples())
        if self.settings.priors is None:
            return shipped_priors
        file = Path(self.settings.priors)
        try:
            content = file.read_bytes()
        except OSError as error:
            raise SettingError(
                f"setting priors: '{file}' cannot be read ({error.strerror}); a Turtle file was expected"
            ) from None
        triples = parse_triples(content, TURTLE, base=file.resolve().as_uri(), place=str(file))
        return shipped_priors.updated(Priors.read(triples, str(file)))

    @cached_property
    def contributions(self) -> Desk:
        """Where contributions of the community come in and are decided about."""
        return Desk(self)

    @cached_property
    def search(self) -> Searcher:
        """What finds records by words and facts; its index lies beside the store."""
        place = ":memory:" if self.settings.store == "memory" else str(self._own / "search.sqlite")
        return Searcher(self.derivations, self.journal, place)

    def derive(self, name: str, path: str | None, values: Mapping[str, str]) -> Told:
        """A derived view of one claim, by the path of its record, or with None of the whole graph.

        Raises:
            NotFound: If there is no such view or claim.
            ParameterError: If a parameter is unknown, missing or of the wrong type.
        """
        view = VIEWS.get(name)
        if view is None or not (view.of_graph if path is None else view.of_claim):
            raise NotFound(f"there is no view '{name}' of {path or 'the whole graph'}")
        return view.tell(self.derivations, path, view.read(values, self.store.base))

    def network_view(self, scope: Scope) -> View:
        """A part of the causal network, from which pictures and exports are made.

        Raises:
            NotFound: If there is no such claim, mechanism, study or concept.
            OverLimit: If it takes more claims than one view may read.
        """
        return network_view(self.derivations, scope)

    def chains_view(self, values: Mapping[str, str]) -> View:
        """The chains between two concepts that `explain` tells for the same parameters, as a part of the network.

        Raises:
            NotFound: If there are fewer chains than the one that is asked for.
            ParameterError: If a parameter is unknown, missing or of the wrong type.
        """
        return chains_view(self.derivations, values)

    def network(
        self,
        path: str | None = None,
        *,
        concept: str | None = None,
        depth: int = 1,
        mechanism: str | None = None,
        standing: str | None = None,
        proposed: bool | None = None,
        collapsed: bool = False,
    ) -> networkx.MultiDiGraph[str]:
        """The causal network, or a part of it, as a graph of networkx: nodes and edge keys are IRIs.

        Args:
            path: Path of a claim or of a study's record; None for all claims.
            concept: IRI of a concept whose neighbourhood is wanted.
            depth: How many arrows that reaches.
            mechanism: Number or IRI of one mechanism of the claim.
            standing: Local name of the standing that mechanisms must have, such as MostProbable.
            proposed: Whether links without a curator and ruled-out mechanisms are there; None has them for a claim.
            collapsed: Whether arrows that say the same are made one.

        Raises:
            NotFound: If there is no such claim, mechanism, study or concept.
            OverLimit: If it takes more claims than one view may read.

        >>> graph = Claimgraph.in_memory()
        >>> graph.network("claims/ribosome-biogenesis").number_of_edges()
        7
        >>> graph.close()
        """
        scope = Scope(path, concept, depth, mechanism, standing, proposed, collapsed)
        return to_networkx(self.network_view(scope))

    def network_between(
        self, cause: str, consequence: str, *, length: int = 8, number: int = 5, proposed: bool = False
    ) -> networkx.MultiDiGraph[str]:
        """The surest chains between two concepts as a graph of networkx; the edge attribute `chains` has their numbers.

        Args:
            cause: IRI, path or label of the concept that they start from.
            consequence: The same of the one that they lead to.
            length: Most arrows of a chain, 1 to 15.
            number: Most chains, 1 to 50.
            proposed: Whether proposed arrows take part.

        Raises:
            ParameterError: If no concept is called so, or a number is out of its range.

        >>> graph = Claimgraph.in_memory()
        >>> graph.network_between("fatigue", "volume load", number=1).number_of_edges()
        2
        >>> graph.close()
        """
        values = {"from": cause, "to": consequence, "length": str(length), "number": str(number)}
        return to_networkx(self.chains_view(values | {"proposed": str(proposed).lower()}))

    def keep_body(self, content: bytes) -> str:
        """Keep content that must not lie in the graph; returns its SHA-256."""
        return self._bodies.put(content)

    def body(self, sha256: str) -> bytes:
        """The Turtle of a replaced revision or of a proposal, relative to its record.

        Raises:
            NotFound: If none with this digest is kept.
        """
        return self._bodies.get(sha256)

    def snapshots(self) -> Snapshots:
        """Read-only copies of the newest revision, for query workers; made when they are asked for."""
        return Snapshots(self.store, self._own / "snapshots")

    @cached_property
    def scratch(self) -> Scratch:
        """The scratch dataset beside the store."""
        return Scratch(self._own / "scratch")

    @property
    def root(self) -> Path:
        """Folder in which what belongs to the store lies."""
        return self._root

    @property
    def held(self) -> StoreFolder | None:
        """The store folder that this process holds; None for a store in memory."""
        return self._folder

    def close(self) -> None:
        """Let go of the store."""
        if "search" in self.__dict__:
            self.search.close()
        self.store.close()
        if self._folder:
            self._folder.release()

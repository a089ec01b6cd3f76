"""Settings: a flag, an environment variable `CLAIMGRAPH_<NAME>` or a key of `claimgraph.toml`, in this order of force.

Built once at the edge and passed down; nothing reads the environment at import.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from claimgraph.errors import IdentifierError, SettingError
from claimgraph.identifiers import DOI_RESOLVER, check_base

DEFAULT_BASE = "http://localhost:8000/"
FILE = "claimgraph.toml"
REMOTE = "sparql:"
"""What a store begins with that is an endpoint."""
_NO_SETTINGS = {"CLAIMGRAPH_TOKEN"}
_SECRET = {"store_auth"}


class Settings(BaseSettings):
    """Every setting, with its default.

    Attributes:
        store: Folder of the store, `memory`, or `sparql:` and the query URL of a SPARQL 1.1 endpoint.
        store_update_url: Where a remote store takes updates; may be left out where the query URL ends in `/query` and
            updates go to `/update` beside it.
        store_graph_url: Graph store of a remote store, for bulk loading; None loads by updates.
        store_auth: Credentials for a remote store: `basic:user:password`, `digest:user:password` or `bearer:token`.
        state_dir: Folder for what a remote store does not keep: tokens, bodies of replaced revisions, scratch data.
        base_iri: IRI under which all records lie; None takes what the store remembers, else `http://localhost:8000/`.
        host: Address to listen on.
        port: Port to listen on.
        read_only: Refuse every write.
        body_bytes: Largest body or page that is accepted, in bytes.
        query_text_bytes: Largest query text, in bytes.
        query_timeout_s: Wall clock of a public query, from its arrival, in seconds.
        query_rows: Most rows or triples of a public answer.
        query_bytes: Largest public answer, in bytes.
        query_memory_mb: Memory of a public query, in MB beyond what an idle worker has.
        query_workers: Processes for public queries; as many queries at once are sent to a remote store.
        service_allow: Hosts that SERVICE may ask, each `name` or `name:port`, separated by commas; none by default.
        client_query_s: Seconds that the queries of one client may run in a minute; 0 sets no limit.
        client_queries: Queries of one client at once; 0 sets no limit.
        proposals_per_hour: Contributions that one client without a token may send in an hour; 0 sets no limit.
        proposal_bytes: Largest contribution of a client without a token, in bytes.
        pending_contributions: Most contributions that may wait for a review; 0 sets no limit.
        answer_bytes: Memory for answers that are kept until the next write, in bytes; 0 keeps none.
        picture_timeout_s: Wall clock for the layout of one picture, in seconds.
        priors: Turtle file whose `cg:systematicError` and `cg:randomError` take the place of the shipped ones.
        doi_resolver: Where `claimgraph study import --from-doi` asks; https, or http on this machine.
        fast_gate: Use the compiled SHACL engine where it is installed and passes its check.
        language: Language of wordings that pages do not tag, and the one shown first.
    """

    model_config = SettingsConfigDict(env_prefix="CLAIMGRAPH_", toml_file=FILE, extra="forbid", validate_default=True)

    store: str = "store"
    store_update_url: str | None = None
    store_graph_url: str | None = None
    store_auth: SecretStr | None = None
    state_dir: str = "claimgraph-state"
    base_iri: str | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    read_only: bool = False
    body_bytes: Annotated[int, Field(ge=1024)] = 8_000_000
    query_text_bytes: Annotated[int, Field(ge=64)] = 32_000
    query_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 10.0
    query_rows: Annotated[int, Field(ge=1)] = 1_000_000
    query_bytes: Annotated[int, Field(ge=1024)] = 256_000_000
    query_memory_mb: Annotated[int, Field(ge=16)] = 1024
    query_workers: Annotated[int, Field(ge=1, le=256)] = 2
    service_allow: str = ""
    client_query_s: Annotated[float, Field(ge=0)] = 0.0
    client_queries: Annotated[int, Field(ge=0)] = 0
    proposals_per_hour: Annotated[int, Field(ge=0)] = 60
    proposal_bytes: Annotated[int, Field(ge=1024)] = 200_000
    pending_contributions: Annotated[int, Field(ge=0)] = 1000
    answer_bytes: Annotated[int, Field(ge=0)] = 64_000_000
    picture_timeout_s: Annotated[float, Field(gt=0, le=600)] = 20.0
    priors: str | None = None
    doi_resolver: str = DOI_RESOLVER
    fast_gate: bool = True
    language: Annotated[str, Field(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"

    @property
    def services(self) -> tuple[str, ...]:
        """The hosts of `service_allow`."""
        return tuple(host.strip() for host in self.service_allow.split(",") if host.strip())

    @field_validator("store", "store_update_url", "store_graph_url")
    @classmethod
    def _without_credentials(cls, value: str | None) -> str | None:
        if value is not None and "@" in urlsplit(value.removeprefix(REMOTE)).netloc:
            raise ValueError("it holds credentials; they go to store_auth as basic:user:password")
        return value

    @field_validator("doi_resolver")
    @classmethod
    def _safe_resolver(cls, value: str) -> str:
        parts = urlsplit(value)
        is_own = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
        if not (is_own or (parts.scheme == "https" and parts.hostname)) or not value.endswith("/"):
            raise ValueError("an https address that ends in a slash was expected, such as https://doi.org/")
        return value

    @field_validator("base_iri")
    @classmethod
    def _absolute_base(cls, value: str | None) -> str | None:
        try:
            return check_base(value) if value is not None else None
        except IdentifierError as error:
            raise ValueError(str(error)) from None

    @property
    def remote(self) -> str | None:
        """Query URL of a remote store; None for a store of this machine."""
        return self.store.removeprefix(REMOTE) if self.store.startswith(REMOTE) else None

    @property
    def root(self) -> Path:
        """Folder for what lies beside the graph, such as tokens."""
        return Path(self.store if self.remote is None else self.state_dir)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then environment, then file."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))


def read_settings(**flags: Any) -> Settings:  # noqa: ANN401 - flags are of many types; the model checks each
    """Read the settings of this call; flags that are None were not given.

    Raises:
        SettingError: If a setting is unknown or out of range; names it and says what is accepted.
    """
    _refuse_unknown_variables()
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        known = ", ".join(Settings.model_fields)
        hint = f"; known settings are {known}" if first["type"] == "extra_forbidden" else ""
        is_secret = name in _SECRET or "credentials" in first["msg"]
        found = "" if is_secret else f", found {first['input']!r}"
        raise SettingError(f"setting '{name}': {first['msg']}{found}{hint}") from None
    except ValueError as error:
        raise SettingError(f"{FILE} cannot be read: {error}") from None


def _refuse_unknown_variables() -> None:
    known = {f"CLAIMGRAPH_{name.upper()}" for name in Settings.model_fields} | _NO_SETTINGS
    unknown = sorted(name for name in os.environ if name.startswith("CLAIMGRAPH_") and name not in known)
    if unknown:
        raise SettingError(f"environment variable {unknown[0]} is no setting; known are {', '.join(sorted(known))}")


def origins(flags: dict[str, Any]) -> list[tuple[str, Any, str]]:
    """Each setting with its value and where it comes from: flag, environment, file or default; no secret in clear."""
    given = {name: value for name, value in flags.items() if value is not None}
    settings = read_settings(**given)
    sources = (
        ("flag", InitSettingsSource(Settings, given)()),
        ("environment", EnvSettingsSource(Settings)()),
        (FILE, TomlConfigSettingsSource(Settings)() if Path(FILE).exists() else {}),
    )
    rows = []
    for name in Settings.model_fields:
        origin = next((label for label, values in sources if name in values), "default")
        value = getattr(settings, name)
        rows.append((name, str(value) if isinstance(value, SecretStr) else value, origin))
    return rows

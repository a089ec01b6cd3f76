"""What the commands `contribution …` do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from claimgraph.cli.graphs import open_graph
from claimgraph.cli.output import plain
from claimgraph.settings import Settings

_DONE = {"accept": "accepted", "reject": "rejected"}


def print_list(settings: Settings, state: str | None, limit: int, *, format: str, token: str | None) -> None:
    """Print contributions, one on a line."""
    with open_graph(settings, token=token) as graph:
        found, total = graph.find_contributions(state, limit)
        base = graph.base
    if format == "json":
        print(json.dumps({"total": total, "items": [each.as_json(base) for each in found]}, indent=2))
        return
    for each in found:
        who = each.name or each.orcid or ("" if each.agent.endswith("#agent") else each.agent)
        told = [each.state, each.made[:10], each.id, each.title, each.target.removeprefix(base), who]
        print(plain("  ".join(part for part in told if part)))
    if not found:
        print(f"no contribution{f' is {state}' if state else ''}")
    elif total > len(found):
        print(f"and {total - len(found)} older")


def print_contribution(settings: Settings, id: str, *, format: str, token: str | None) -> None:
    """Print what a contribution would change."""
    with open_graph(settings, token=token) as graph:
        told = graph.contribution(id)
        base = graph.base
    if format == "json":
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        print(plain("\n".join(_text(told, base))))


def decide(settings: Settings, id: str, decision: str, *, because: str | None, token: str | None) -> None:
    """Accept or reject, and say so."""
    with open_graph(settings, token=token) as graph:
        graph.decide(id, decision, because=because)
    print(f"{id.removeprefix('contributions/')} {_DONE[decision]}")


def _text(told: Mapping[str, Any], base: str) -> Iterator[str]:
    found = told["contribution"]
    agent = found["agent"]
    yield f"{found['title']}, {found['state']}"
    yield f"  to {found['target'].removeprefix(base)}"
    who = agent["name"] or ("somebody who gave no name" if agent["iri"].endswith("#agent") else agent["iri"])
    orcid = f", ORCID {agent['orcid']}" if agent["orcid"] else ""
    kind = ", made by a program" if agent["automated"] else ""
    yield f"  by {who}{orcid}{kind}, {found['made']}"
    for label, text in (("note", told["note"]), ("reason", found["reason"]), ("decided by", found["reviewer"])):
        if text:
            yield f"  {label}: {text}"
    yield from (f"  ! {clash}" for clash in told["clashes"])
    yield from (f"  ! {each['message']}" for each in told["report"]["results"] if each["severity"] == "Violation")
    for path, changes in told["changes"].items():
        yield f"\n{path}"
        for change in changes:
            yield f"  {change['text']}"
            yield from (f"    {each['name']}: {each['value']}" for each in change["details"])
    yield from _weighed(told)


def _weighed(told: Mapping[str, Any]) -> Iterator[str]:
    """What that does to the evidence."""
    before, after = told["before"], told["after"]
    if after is None:
        return
    yield "\nevidence"
    for side in ("supporting", "contradicting", "inconclusive"):
        now = before[side] if before else 0
        yield f"  {side} studies: {now}{f' → {after[side]}' if now != after[side] else ''}"
    yield from (f"  {each['name']}: {each['before']} → {each['after']}" for each in told["confidences"])
    yield from (f"  audit, new: {message}" for message in told["auditsThatCome"])
    yield from (f"  audit, gone: {message}" for message in told["auditsThatGo"])

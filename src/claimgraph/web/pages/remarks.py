"""What the audits say, in words, beside the part of a record that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimgraph.model import Dossier
from claimgraph.web.pages.audit import EXPLAINED

_GAP = "\0"


@dataclass(frozen=True)
class Remark:
    """One remark on a part of a record."""

    audit: str
    severity: str
    title: str
    text: str


def of_severity(remarks: Iterable[Remark], severity: str) -> list[Remark]:
    """Those of one severity: Warning or Info."""
    return [remark for remark in remarks if remark.severity == severity]


def remarks_by_part(found: Iterable[Mapping[str, Any]], dossier: Dossier) -> dict[str, list[Remark]]:
    """Remarks by the IRI of the step or else the claim that they are about, warnings first; what is alike is said once.

    Args:
        found: The flat list of the view `audit`.
        dossier: The claim, for labels and citations.
    """
    groups: dict[tuple[str, str, str, str], list[Mapping[str, Any]]] = {}
    for audit in found:
        part = str(audit["step"] or audit["claim"])
        alike = str(audit["study"]) if audit["audit"] == "unmeasured" else _without_variable(audit, dossier)
        groups.setdefault((part, audit["audit"], audit["severity"], alike), []).append(audit)
    remarks: dict[str, list[Remark]] = {}
    for (part, kind, severity, _), group in groups.items():
        text = _unmeasured(group, dossier) if kind == "unmeasured" else _together(group, dossier)
        remarks.setdefault(part, []).append(Remark(kind, severity, EXPLAINED[kind].title, text))
    return {part: sorted(told, key=lambda each: each.severity != "Warning") for part, told in remarks.items()}


def _without_variable(audit: Mapping[str, Any], dossier: Dossier) -> str:
    """The message with a gap for the variable that it is about."""
    message = str(audit["message"])
    label = dossier.label(str(audit["variable"])) if audit["variable"] else ""
    return message.replace(label, _GAP, 1) if label else message


def _together(group: Sequence[Mapping[str, Any]], dossier: Dossier) -> str:
    """One message for audits that differ in nothing but the variable."""
    labels = [dossier.label(str(each["variable"])) for each in group if each["variable"]]
    return _without_variable(group[0], dossier).replace(_GAP, listed(list(dict.fromkeys(labels))))


def _unmeasured(group: Iterable[Mapping[str, Any]], dossier: Dossier) -> str:
    """All variables that one study did not measure for a step, in one sentence."""
    audits = list(group)
    variables = [dossier.label(iri) for iri in dict.fromkeys(str(each["variable"]) for each in audits)]
    study = dossier.refer(str(audits[0]["study"]))
    basis = audits[0]["basis"]
    right = f" The basis that would be right is {dossier.label(str(basis))}." if basis else ""
    return f"{study} neither assigned nor measured {listed(variables)}.{right}"


def listed(words: list[str]) -> str:
    """Words as a list for reading.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)

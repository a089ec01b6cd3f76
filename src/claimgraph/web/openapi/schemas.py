"""JSON Schemas of what the service answers in JSON."""

from __future__ import annotations

from claimgraph.gate.report import Severity
from claimgraph.querying.parameters import TYPES
from claimgraph.service.contributions.record import STATES
from claimgraph.web.openapi.parts import Json, ref
from claimgraph.web.openapi.trees import TEXTS, tree_schemas

_TEXT: Json = {"type": "string"}
_MAYBE: Json = {"type": ["string", "null"]}
_COUNT: Json = {"type": "integer", "minimum": 0}


def _object(properties: Json, *, optional: Json | None = None) -> Json:
    return {"type": "object", "properties": properties | (optional or {}), "required": list(properties)}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


_PLACE = {
    "place": _TEXT | {"description": "File, record or parameter that the fault is in."},
    "line": {"type": "integer", "description": "Counted from 1."},
    "column": {"type": "integer", "description": "Counted from 1."},
    "found": _TEXT,
    "expected": _TEXT,
    "query": _TEXT | {"description": "Name of the question whose parameter is wrong."},
    "parameter": _TEXT,
    "report": ref("Report"),
    "fields": {"type": "object", "additionalProperties": _TEXT, "description": "What is wrong with each field."},
}
_RESULT = {
    "severity": {"enum": [severity.word for severity in Severity]},
    "record": _TEXT,
    "focusNode": _TEXT,
    "resultPath": _MAYBE,
    "value": _MAYBE,
    "sourceShape": _TEXT,
    "sourceConstraintComponent": _MAYBE,
    "message": _TEXT,
}
_PARAMETER = {
    "name": _TEXT,
    "type": {"enum": sorted(TYPES)},
    "required": {"type": "boolean"},
    "default": _MAYBE,
    "description": _TEXT,
}
_TERM = {"type": {"enum": ["uri", "literal", "typed-literal", "bnode", "triple"]}, "value": {}}
_SOLUTIONS = {
    "oneOf": [
        _object({"head": {"type": "object"}, "boolean": {"type": "boolean"}}),
        _object(
            {
                "head": _object({"vars": _list(_TEXT)}),
                "results": _object({"bindings": _list({"type": "object", "additionalProperties": _object(_TERM)})}),
            }
        ),
    ]
}
_OUTCOMES = {"type": "object", "additionalProperties": {"enum": ["created", "changed", "unchanged", "removed"]}}
_INGESTED = {
    "name": _TEXT,
    "path": _TEXT,
    "outcome": {"enum": ["created", "changed", "unchanged", "same", "contribution"]},
    "records": {"type": "object", "additionalProperties": _TEXT},
    "mechanisms": _list({"type": "object"}),
    "supporting": _COUNT,
    "contradicting": _COUNT,
    "proposedLinks": _COUNT,
    "notes": _list(_TEXT),
}
_CONTRIBUTED = {
    "iri": _TEXT,
    "id": _TEXT,
    "title": _TEXT,
    "target": _TEXT,
    "state": {"enum": list(STATES)},
    "agent": _object({"iri": _TEXT, "name": _MAYBE, "orcid": _MAYBE, "automated": {"type": "boolean"}}),
    "made": _TEXT,
    "decided": _MAYBE,
    "reviewer": _MAYBE,
    "reason": _MAYBE,
}
_TRIPLES = {"type": "object", "additionalProperties": _TEXT, "description": "Turtle by path of the record."}
_TALLY = {"type": ["object", "null"], "description": "Studies by direction; null where there is no such claim."}
_REVIEW = {
    "contribution": ref("Contributed"),
    "kind": _TEXT,
    "note": _TEXT,
    "acceptable": {"type": "boolean"},
    "seen": _MAYBE,
    "movedOn": {"type": "boolean"},
    "clashes": _list(_TEXT),
    "changes": {"type": "object", "additionalProperties": _list({"type": "object"})},
    "removed": _TRIPLES,
    "added": _TRIPLES,
    "before": _TALLY,
    "after": _TALLY,
    "confidences": _list(_object({"name": _TEXT, "before": _TEXT, "after": _TEXT})),
    "auditsThatCome": _list(_TEXT),
    "auditsThatGo": _list(_TEXT),
    "report": ref("Report"),
}
_DIFFERENCE = {"field": _TEXT, "recorded": _TEXT, "stated": _TEXT, "replaced": {"type": "boolean"}}
_IMPORTED = {
    "place": _TEXT,
    "key": _TEXT,
    "outcome": {"enum": ["created", "changed", "unchanged", "notice", "skipped"]},
    "path": _MAYBE,
    "filled": _list(_TEXT),
    "differences": _list(_object(_DIFFERENCE)),
    "notes": _list(_TEXT),
}
_ENTRY = {
    "iri": _TEXT,
    "number": _COUNT,
    "when": _TEXT,
    "who": _TEXT,
    "kind": {"enum": ["human", "machine"]},
    "why": _MAYBE,
    "reviewer": _MAYBE,
    "madeFrom": _list(_TEXT),
    "withdrawn": {"type": "boolean"},
    "sha256": _MAYBE,
}
_HISTORY = {
    "record": _TEXT,
    "title": _TEXT,
    "revisions": _COUNT,
    "withdrawn": {"type": "boolean"},
    "page": _COUNT,
    "pages": _COUNT,
    "listed": _list(_object(_ENTRY)),
}
_CHANGE = {
    "kind": {"enum": ["added", "removed", "changed"]},
    "about": _TEXT | {"description": "IRI of the part that is different."},
    "place": _TEXT | {"description": "What the part is called; empty for what the record is about."},
    "text": _TEXT,
    "wording": _list(_object({"kind": {"enum": ["same", "removed", "added"]}, "text": _TEXT})),
    "details": _list(_object({"name": _TEXT, "value": _TEXT})),
}
_COMPARISON = {
    "record": _TEXT,
    "title": _TEXT,
    "from": _object(_ENTRY),
    "to": _object(_ENTRY),
    "changes": _list(_object(_CHANGE)),
    "removed": _list(_TEXT | {"description": "A triple as N-Triples."}),
    "added": _list(_TEXT),
}
SCHEMAS: Json = {
    "History": _object(_HISTORY) | {"description": "The revisions of a record, newest first."},
    "Comparison": _object(_COMPARISON) | {"description": "What is different between two revisions."},
    "Restored": _object(
        {"outcome": {"enum": ["changed", "created", "unchanged"]}, "revision": _COUNT, "report": ref("Report")}
    )
    | {"description": "What came of restoring a revision, and which one is the current one now."},
    **tree_schemas(),
    "Texts": TEXTS,
    "Problem": _object(
        {
            "type": _TEXT | {"pattern": "^urn:claimgraph:"},
            "title": _TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": _TEXT,
        },
        optional=_PLACE,
    )
    | {"description": "A problem document (RFC 9457)."},
    "Report": _object({"conforms": {"type": "boolean"}, "results": _list(_object(_RESULT))})
    | {"description": "What the SHACL gate found; only violations refuse a write."},
    "Written": _object({"report": ref("Report"), "outcomes": _OUTCOMES})
    | {"description": "What happened to each record, or with a dry run would happen, and what the gate says."},
    "Ingested": _object(_INGESTED) | {"description": "What reading a page did, or with a dry run would do."},
    "Imported": _object({"entries": _list(_object(_IMPORTED)), "report": ref("Report")})
    | {"description": "What came of each entry of a reference file, or with a dry run would."},
    "Contributed": _object(_CONTRIBUTED) | {"description": "A contribution, without what it proposes."},
    "Contributions": _object({"total": _COUNT, "page": _COUNT, "limit": _COUNT, "items": _list(ref("Contributed"))})
    | {"description": "A page of the list of contributions."},
    "Submitted": _object({"report": ref("Report"), "contribution": ref("Contributed"), "secret": _MAYBE})
    | {"description": "A contribution that was taken in; with the secret its maker may take it back."},
    "Review": _object(_REVIEW) | {"description": "What a contribution would change."},
    "Solutions": _SOLUTIONS | {"description": "SPARQL 1.1 Query Results JSON Format."},
    "Questions": _list(
        _object(
            {
                "name": _TEXT,
                "summary": _TEXT,
                "topic": _TEXT,
                "description": _TEXT,
                "columns": _list(_TEXT),
                "parameters": _list(_object(_PARAMETER)),
            }
        )
    )
    | {"description": "The catalogue of named questions."},
    "Found": {
        "type": "object",
        "description": "A page of a list.",
        "required": ["total", "page", "limit", "items"],
        "properties": {
            "total": {"type": "integer", "minimum": 0},
            "page": {"type": "integer", "minimum": 1},
            "limit": {"type": "integer", "minimum": 1},
            "items": _list({"type": "object", "required": ["iri", "title", "note", "year"]}),
        },
    },
    "Health": _object({"status": {"const": "ok"}, "version": _TEXT, "base": _TEXT, "revision": _TEXT, "gate": _TEXT})
    | {"description": "Whether the service stands, and what it serves."},
}

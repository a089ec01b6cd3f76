"""The little grammar that reading arrows takes: classes of English words, and the forms of verbs."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from claimgraph.ingest.phrases import word_set

BE = word_set("is are was were be been being")
COORDINATING = word_set(", and or & both as well")
DETERMINERS = word_set("a an the this that these those its their our any each every some no")
PREPOSITIONS = word_set(
    """of in on at by from for to with without during across within after before between among under over through
    throughout via than into against per inside as toward towards upon"""
)
LOCATIVES = word_set("of in on at during across within after before inside throughout")
CLAUSE_BREAKERS = word_set("because while whereas but when if although though compared than unless until since so")
RELATIVES = word_set("which that thereby thus hence")
MODALS = word_set("to can could may might will would should must not does do did also then and or thereby directly")
PASSED_OVER = word_set("also then further not never")
LESS = word_set(
    "less reduced decreased lower smaller fewer diminished impaired weaker poorer insufficient low lowered slower"
)
LOSS = word_set(
    """loss decline reduction decrease drop fall impairment attenuation suppression inhibition blockade lack absence
    reducing limiting decreasing lowering blocking inhibiting suppressing preventing removing"""
)
MORE = word_set("greater more higher increased larger enhanced improved elevated faster stronger better added extra")
GAIN = word_set(
    """increase increases rise gain gains improvement improvements accumulation amount amounts level levels rate rates
    degree extent number magnitude increasing raising enhancing accumulating"""
)
SAME = word_set("same similar equal equivalent comparable identical no different unchanged")
BODY = word_set("body limb leg back extremity extremities")
SAME_THING = GAIN | word_set("pathway pathways cascade process response responses exposure")
FUNCTION_WORDS = (
    COORDINATING
    | DETERMINERS
    | PREPOSITIONS
    | BE
    | CLAUSE_BREAKERS
    | RELATIVES
    | MODALS
    | SAME_THING
    | word_set(
        """. ; : ( ) [ ] ! ? … has have had as who whose where therefore such like including due relative regardless
        together"""
    )
)


class Form(Enum):
    """How a verb stands to its subject."""

    FINITE = "increases"
    BASE = "increase"
    PAST = "increased"
    PARTICIPLE = "increasing"
    PASSIVE = "increased by"


def form_of(words: Sequence[str]) -> Form:
    """The form of a causal verb.

    >>> form_of(["leading", "to"]).name, form_of(["suppress"]).name
    ('PARTICIPLE', 'BASE')
    """
    if words[-1] == "by":
        return Form.PASSIVE
    for word in words:
        if word.endswith("ing"):
            return Form.PARTICIPLE
        if word.endswith("s") and not word.endswith("ss"):
            return Form.FINITE
        if word.endswith("ed") or word in ("led", "drove", "gave", "brought", "had", "made", "sped"):
            return Form.PAST
    return Form.BASE

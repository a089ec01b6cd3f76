"""IRIs of the vocabularies that the code names.

A `Namespace` knows its terms, so that a misspelt one fails at once; a test holds the own terms against `ontology/`.
"""

from __future__ import annotations

from pyoxigraph import NamedNode


class Namespace:
    """An IRI prefix whose terms are attributes.

    >>> CG.hasStep.value
    'https://w3id.org/claimgraph/ontology#hasStep'
    >>> CG.hasstep
    Traceback (most recent call last):
    AttributeError: https://w3id.org/claimgraph/ontology# has no term 'hasstep'
    """

    def __init__(self, iri: str, terms: str) -> None:
        self.iri = iri
        names = [name for line in terms.splitlines() for name in line.partition("#")[0].split()]
        self._terms = {name: NamedNode(iri + name) for name in names}

    def __getattr__(self, name: str) -> NamedNode:
        try:
            return self.__dict__["_terms"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(f"{self.iri} has no term '{name}'") from None

    def __contains__(self, name: str) -> bool:
        return name in self._terms

    def names(self) -> tuple[str, ...]:
        """Local names of all terms, in the order of the ontology's files."""
        return tuple(self._terms)


CG = Namespace(
    "https://w3id.org/claimgraph/ontology#",
    """
    # record
    Record SourcePage Revision Withdrawal hasSource fileName sha256 currentRevision revisionOf revisionNumber
    storeRevision baseIri dataVersion textCondition
    # claim
    Claim ClaimedOutcome DeclaredStudy DeclaredDetail statement plainStatement originalStatement claimType
    population intervention comparator hasOutcome outcome effectDirection equivalenceMargin importance
    timeframeMin timeframeMax languageStrength hasMechanism hasAppraisal hasNeed declaredSupporting
    declaredContradicting declaredSynthesized declaredProScore declaredAgainstScore declaredVerdict
    declaredClaimType declaredVersion hasDeclaredStudy hasDeclaredDetail detailName detailValue sourceText
    # mechanism
    Mechanism MechanismStep CausalLink standing summary hasStep position hasLink cause consequence influence
    contrast state feedback sourceRemark influences increases decreases maintains modulates hasNoEffectOn
    # evidence
    EvidenceLine hasEvidence direction basis alsoStatedBasis study finding target quote
    # study
    Study Authorship Finding Proxy doi pmid title year container volume issue pages hasAuthorship familyName
    givenName orcid design participants includedStudies duration registration publicationStanding measured
    hasFinding includesStudy reportOf versionOf hasProxy proxyVariable standsFor proxyReason variable arm
    comparedWith effectMeasure nullValue estimate lower upper intervalKind intervalLevel pValue unit timepoint
    method
    # concept
    conceptKind
    # appraisal
    Appraisal Judgement EvidenceNeed appraises startLevel hasJudgement domain levels assessability reason rater
    rank sampleSize measures decides wouldSupport wouldRefute needStatus
    # rating
    Rating Witness Mention Discount Rise systematicError randomError rates confidence geometricMean chainLength
    weakest hasRating hasWitness hasMention error hasDiscount ofLine discountedFor statedBasis about hasRise means
    confidenceBefore confidenceAfter explanation Ripple ConfidenceChange hasNewStanding hasChange ofClaim kind
    losesAllEvidence ClaimChange hasClaimChange supportingBefore supportingAfter disputingBefore disputingAfter
    hasReopenedNeed
    # audit
    audit allowsStrength allowsClaimType
    # network
    Explanation Chain Arrow Assertion NetEffect Downfall Fall Disagreement Conflict Rivalry Comparison
    DecidingObservation Prediction startsFrom leadsTo mostArrows hasChain arrowsLookedAt searchComplete suggests
    sign hasArrow weakestPosition hasAssertion hasVariant contradictedBy ofMechanism ofStep ofLink hasNetEffect
    hasFall cutsOff sparesMechanism conflictCount hasConflict hasComparison shares hasCommon partsAt hasOpposite
    hasObservation hasPrediction
    # certainty
    CertaintyProfile OutcomeCertainty CertaintyHint gradeStart designRank asksQuestion levelOneDesign levelTwoDesign
    levelThreeDesign levelFourDesign levelFiveDesign certainty isComplete hasOutcomeCertainty startByDesign
    countedLevels missingDomain remark hasCertaintyHint hintsAt hintReason designFeature evidenceLevel closedBy
    unmeasured gain recordedNeed fromSource
    disputed
    # contribution
    Contribution targetRecord baseRevision proposedDigest agent agentKind contributionState reviewer
    # agent-kinds
    AgentKinds HumanAgent AutomatedAgent
    # assessabilities
    Assessabilities NotAssessable
    # certainty-domains
    CertaintyDomains RiskOfBias Inconsistency Indirectness Imprecision PublicationBias LargeEffect DoseResponse
    PlausibleConfounding
    # certainty-levels
    CertaintyLevels HighCertainty ModerateCertainty LowCertainty VeryLowCertainty
    # claim-types
    ClaimTypes Causal Mechanistic Correlational Comparative Quantitative Descriptive Definitional Diagnostic
    Prognostic Harm
    # concept-kinds
    ConceptKinds Exposure Process State Structure Measure Population
    # contribution-states
    ContributionStates PendingContribution AcceptedContribution RejectedContribution WithdrawnContribution
    # effect-directions
    EffectDirections Increase Decrease NoMeaningfulDifference NotInferior
    # effect-measures
    EffectMeasures MeanDifference MeanChange StandardizedMeanDifference PercentDifference RegressionSlope
    Correlation RiskDifference RatioOfMeans RiskRatio OddsRatio HazardRatio
    # evidence-bases
    EvidenceBases DirectMeasurement Observation AuthorInference CitedLiterature CuratorInference Unstated
    # evidence-directions
    EvidenceDirections Supports Disputes Inconclusive
    # evidence-questions
    EvidenceQuestions Prevalence DiagnosticAccuracy Prognosis TreatmentBenefit CommonHarm RareHarm Screening
    # importances
    Importances Critical Important Limited
    # interval-kinds
    IntervalKinds ConfidenceInterval CredibleInterval HighestDensityInterval PredictionInterval
    # language-strengths
    LanguageStrengths Association Probability Definitive
    # link-states
    LinkStates Curated Proposed
    # need-statuses
    NeedStatuses OpenNeed ClosedNeed
    # publication-standings
    PublicationStandings InGoodStanding Corrected Retracted Superseded Preprint
    # standings
    Standings MostProbable LessSupported RuledOut
    # study-designs
    StudyDesigns SystematicReview MetaAnalysis RandomizedTrial CrossoverTrial WithinPersonTrial ClusterTrial
    NonrandomizedTrial CohortStudy CaseControlStudy CrossSectionalStudy BeforeAfterStudy CaseSeries CaseReport
    NOf1Trial AcuteExperiment AnimalStudy InVitroStudy NarrativeReview ExpertOpinion
    # text-conditions
    TextConditions CutOff
    """,
)
"""The own vocabulary, in the order in which records are written."""

CGSH = "https://w3id.org/claimgraph/shapes#"
ONTOLOGY = "https://w3id.org/claimgraph/ontology"
SHAPES = "https://w3id.org/claimgraph/shapes"

RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type langString")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#", "label comment seeAlso isDefinedBy subPropertyOf")
OWL = Namespace("http://www.w3.org/2002/07/owl#", "Class ObjectProperty DatatypeProperty Ontology")
SKOS = Namespace(
    "http://www.w3.org/2004/02/skos/core#",
    """Concept ConceptScheme prefLabel altLabel hiddenLabel notation definition example note inScheme topConceptOf
    broader exactMatch closeMatch broadMatch""",
)
DCTERMS = Namespace(
    "http://purl.org/dc/terms/",
    "title description creator license created modified source isPartOf publisher conformsTo",
)
FOAF = Namespace("http://xmlns.com/foaf/0.1/", "primaryTopic name")
PROV = Namespace("http://www.w3.org/ns/prov#", "Agent generatedAtTime wasAttributedTo wasDerivedFrom")
NP = Namespace("http://www.nanopub.org/nschema#", "Nanopublication hasAssertion hasProvenance hasPublicationInfo")
NPX = Namespace(
    "http://purl.org/nanopub/x/",
    "hasNanopubType hasPublicKey hasAlgorithm hasSignatureTarget hasSignature signedBy",
)
PAV = Namespace("http://purl.org/pav/", "createdWith")
SCHEMA = Namespace("https://schema.org/", "url target domainIncludes rangeIncludes")
XSD = Namespace(
    "http://www.w3.org/2001/XMLSchema#",
    "string integer decimal boolean date dateTime duration anyURI hexBinary nonNegativeInteger",
)
SH = Namespace(
    "http://www.w3.org/ns/shacl#",
    """ValidationReport ValidationResult NodeShape PropertyShape Violation Warning Info conforms result focusNode
    resultPath resultSeverity resultMessage sourceShape sourceConstraintComponent value severity message path property
    targetClass sparql select SPARQLConstraintComponent node class datatype pattern minCount maxCount hasValue
    SPARQLExecutable SPARQLSelectExecutable SPARQLAskExecutable SPARQLConstructExecutable ask construct prefixes
    declare prefix namespace""",
)
SD = Namespace(
    "http://www.w3.org/ns/sparql-service-description#",
    """Service Dataset Graph NamedGraph endpoint supportedLanguage feature resultFormat inputFormat defaultDataset
    defaultGraph namedGraph name graph SPARQL11Query SPARQL11Update UnionDefaultGraph EmptyGraphs
    BasicFederatedQuery""",
)
VOID = Namespace(
    "http://rdfs.org/ns/void#",
    """Dataset DatasetDescription Linkset sparqlEndpoint uriSpace vocabulary rootResource exampleResource feature
    inDataset uriLookupEndpoint dataDump triples entities classes properties classPartition propertyPartition class
    property subset subjectsTarget objectsTarget linkPredicate""",
)
DCAT = Namespace(
    "http://www.w3.org/ns/dcat#",
    """Catalog Dataset DataService Distribution dataset service landingPage distribution downloadURL accessURL mediaType
    byteSize endpointURL endpointDescription servesDataset""",
)
SPDX = Namespace("http://spdx.org/rdf/terms#", "Checksum checksum algorithm checksumValue checksumAlgorithm_sha256")

PREFIXES = {
    "cg": CG.iri,
    "cgsh": CGSH,
    "dcat": DCAT.iri,
    "dcterms": DCTERMS.iri,
    "foaf": FOAF.iri,
    "owl": OWL.iri,
    "prov": PROV.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "schema": SCHEMA.iri,
    "sh": SH.iri,
    "skos": SKOS.iri,
    "spdx": SPDX.iri,
    "void": VOID.iri,
    "xsd": XSD.iri,
}
"""Prefixes of everything the project writes, and those that its queries may leave undeclared."""

"""Search: which parameters exist, what is kept blind for them, how a query is read and decided."""

from ens.fhir.parameters.declared import PARAMETERS, SearchParameter
from ens.fhir.parameters.match import arrange, matches, updated_matches
from ens.fhir.parameters.patient import PatientClue, read_patient_reference, split_patient
from ens.fhir.parameters.query import Include, Query, SortKey
from ens.fhir.parameters.read import parse_query
from ens.fhir.parameters.tokens import token_text, tokens_of

__all__ = [
    "PARAMETERS",
    "Include",
    "PatientClue",
    "Query",
    "SearchParameter",
    "SortKey",
    "arrange",
    "matches",
    "parse_query",
    "read_patient_reference",
    "split_patient",
    "token_text",
    "tokens_of",
    "updated_matches",
]

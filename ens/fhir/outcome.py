"""OperationOutcome in French, with English beside it (https://hl7.org/fhir/R4/operationoutcome.html).

One table says which refusal becomes which HTTP status. 401 and 404 have one constant body each: whoever asks learns
nothing from a difference of bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ens.fhir.issues import InvalidResource, Issue
from ens.fhir.media import NotAcceptable
from ens.fhir.parse import write
from ens.fhir.reasons import SENTENCES
from ens.kernel import errors

TRANSLATION: Final = "http://hl7.org/fhir/StructureDefinition/translation"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one class of refusal becomes: HTTP status, FHIR IssueType, default sentences."""

    status: int
    code: str
    french: str
    english: str
    constant: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A refusal ready to go out."""

    status: int
    body: bytes
    headers: dict[str, str]


RULES: Final[dict[type[errors.HouseError], Rule]] = {
    errors.Malformed: Rule(400, "structure", "Le message ne peut pas être lu.", "The message cannot be read."),
    errors.Unauthenticated: Rule(
        401,
        "login",
        "Vous n’êtes pas connecté, ou votre connexion a expiré. Connectez-vous à nouveau.",
        "No valid access token. Sign in again.",
        constant=True,
    ),
    errors.Refused: Rule(403, "forbidden", "Vous n’avez pas le droit de faire cela.", "You may not do this."),
    errors.NotFound: Rule(
        404,
        "not-found",
        "Rien n’a été trouvé à cette adresse, ou vous n’y avez pas accès.",
        "Nothing found at this address, or not for you to see.",
        constant=True,
    ),
    NotAcceptable: Rule(406, "not-supported", "Ce format n’est pas disponible.", "This format is not available."),
    errors.Conflict: Rule(
        409,
        "conflict",
        "Cet élément a été modifié entre-temps, ou existe déjà. Relisez-le, puis recommencez.",
        "Changed meanwhile, or exists already. Read it again, then retry.",
    ),
    errors.Gone: Rule(410, "deleted", "Cet élément a été supprimé.", "This has been deleted."),
    errors.PreconditionFailed: Rule(
        412,
        "conflict",
        "La condition demandée n’est pas remplie : cet élément a peut-être changé. Relisez-le, puis recommencez.",
        "The condition does not hold; it may have changed. Read it again, then retry.",
    ),
    errors.TooLarge: Rule(413, "too-long", "Le message est trop grand.", "The message is too large."),
    errors.WrongType: Rule(
        415, "not-supported", "Ce type de contenu n’est pas accepté.", "This type of content is not accepted."
    ),
    errors.Invalid: Rule(422, "invalid", "Le contenu ne respecte pas les règles.", "The content breaks a rule."),
    errors.TooMany: Rule(
        429,
        "throttled",
        "Trop de demandes en peu de temps. Réessayez plus tard.",
        "Too many requests. Try again later.",
    ),
    errors.Unavailable: Rule(
        503,
        "transient",
        "Le service est momentanément indisponible. Réessayez dans un instant.",
        "Unavailable for a moment. Try again shortly.",
    ),
}


def outcome(code: str, severity: str, texts: Iterable[tuple[str, str]]) -> bytes:
    """Write an OperationOutcome with one issue per (French, English) pair."""
    return outcome_of([Issue(code, "", french, english, severity) for french, english in texts])


def outcome_of(issues: Sequence[Issue]) -> bytes:
    """Write an OperationOutcome with these issues; an empty list says that all is well."""
    shown = issues or [Issue("informational", "", "Aucune anomalie.", "No issues detected.", "information")]
    return write({"resourceType": "OperationOutcome", "language": "fr", "issue": [_issue(issue) for issue in shown]})


def answer(error: errors.HouseError) -> Answer:
    """Turn a refusal into status, body and headers."""
    rule = next(RULES[kind] for kind in type(error).__mro__ if kind in RULES)
    headers = {}
    if isinstance(error, errors.TooMany):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, errors.Unauthenticated):
        # RFC 6750: no error code when no token was sent at all; the body stays the same.
        known = "invalid_token" in error.reasons
        headers["WWW-Authenticate"] = 'Bearer realm="ens"' + (', error="invalid_token"' if known else "")
    return Answer(rule.status, _body(error, rule), headers)


def _body(error: errors.HouseError, rule: Rule) -> bytes:
    if rule.constant:
        return outcome(rule.code, "error", [(rule.french, rule.english)])
    if isinstance(error, InvalidResource) and error.issues:
        return outcome_of(error.issues)
    if isinstance(error, errors.Refused):
        sentences = [SENTENCES[reason] for reason in dict.fromkeys(error.reasons) if reason in SENTENCES]
        if sentences:
            return outcome(rule.code, "error", sentences)
    return outcome(rule.code, "error", [(error.detail or rule.french, rule.english)])


def _issue(issue: Issue) -> dict[str, Any]:
    translation = {
        "url": TRANSLATION,
        "extension": [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": issue.english}],
    }
    content: dict[str, Any] = {
        "severity": issue.severity,
        "code": issue.code,
        "details": {"text": issue.french, "_text": {"extension": [translation]}},
    }
    if issue.expression:
        content["expression"] = [issue.expression]
    return content

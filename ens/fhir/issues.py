"""What is wrong with one element of a resource, in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass

from ens.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault: `code` is a FHIR IssueType, `expression` a FHIRPath such as `DocumentReference.content[0].format`."""

    code: str
    expression: str
    french: str
    english: str
    severity: str = "error"


class InvalidResource(Invalid):
    """A resource that can be read but breaks rules of FHIR; carries every fault found."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(" ".join(issue.french for issue in issues[:3]), tuple(sorted({i.code for i in issues})))
        self.issues = tuple(issues)


def invalid(code: str, expression: str, french: str, english: str) -> InvalidResource:
    """Make the refusal of one single fault."""
    return InvalidResource([Issue(code, expression, french, english)])

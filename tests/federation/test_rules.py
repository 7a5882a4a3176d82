"""Near misses: one claim differs, and the reason that is named is that claim's."""

from typing import Any

import pytest

from ens.federation import rules
from ens.federation.client import Flow
from ens.federation.rules import Expected

NOW = 1_800_000_000
ASKED = Expected("https://fc.exemple", "ens", "nonce-1", "eidas2", NOW)
SINCE = ASKED._replace(since=NOW - 100)
GOOD: dict[str, Any] = {
    "iss": "https://fc.exemple",
    "aud": "ens",
    "sub": "abc",
    "iat": NOW,
    "exp": NOW + 60,
    "nonce": "nonce-1",
    "acr": "eidas2",
}

FITS: dict[str, dict[str, Any]] = {
    "as it should be": {},
    "several audiences, and the party named": {"aud": ["ens", "autre"], "azp": "ens"},
    "a list of one": {"aud": ["ens"]},
    "a higher level": {"acr": "eidas3"},
    "clocks a minute apart": {"iat": NOW + 60, "exp": NOW + 120},
    "expired within a minute": {"iat": NOW - 90, "exp": NOW - 59},
    "a number with a fraction": {"iat": NOW + 0.5},
}
MISSES: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"iss": "https://fc.exemple/"}, "other_issuer"),
    "no issuer": ({"iss": None}, "other_issuer"),
    "another audience": ({"aud": "autre"}, "other_audience"),
    "several audiences, and no party": ({"aud": ["ens", "autre"]}, "other_audience"),
    "another party": ({"azp": "autre"}, "other_audience"),
    "no audience": ({"aud": None}, "other_audience"),
    "an audience that contains ours": ({"aud": "ens-2"}, "other_audience"),
    "expired": ({"iat": NOW - 200, "exp": NOW - 60}, "expired"),
    "issued later": ({"iat": NOW + 61, "exp": NOW + 120}, "expired"),
    "never expires": ({"exp": None}, "expired"),
    "never issued": ({"iat": None}, "expired"),
    "expires in words": ({"exp": "demain"}, "expired"),
    "expires for true": ({"exp": True}, "expired"),
    "without end": ({"exp": float("inf")}, "expired"),
    "another nonce": ({"nonce": "nonce-2"}, "other_nonce"),
    "no nonce": ({"nonce": None}, "other_nonce"),
    "a lower level": ({"acr": "eidas1"}, "low_level"),
    "no level": ({"acr": None}, "low_level"),
    "a level that we do not know": ({"acr": "eidas4"}, "low_level"),
    "levels": ({"acr": ["eidas2"]}, "low_level"),
    "nobody": ({"sub": ""}, "no_subject"),
    "a number for somebody": ({"sub": 5}, "no_subject"),
    "an endless name": ({"sub": "a" * 201}, "no_subject"),
}


@pytest.mark.parametrize("changed", FITS.values(), ids=FITS)
def test_a_statement_that_fits_is_believed(changed: dict[str, Any]) -> None:
    assert rules.fault_of_identity({**GOOD, **changed}, ASKED) == ""


@pytest.mark.parametrize(("changed", "reason"), MISSES.values(), ids=MISSES)
def test_one_claim_that_differs_is_named(changed: dict[str, Any], reason: str) -> None:
    assert rules.fault_of_identity({**GOOD, **changed}, ASKED) == reason


@pytest.mark.parametrize(
    ("auth_time", "reason"),
    [(NOW - 100, ""), (NOW - 160, ""), (NOW - 161, "old_proof"), (NOW + 61, "old_proof"), (None, "old_proof")],
)
def test_a_proof_is_as_fresh_as_was_asked(auth_time: int | None, reason: str) -> None:
    assert rules.fault_of_identity({**GOOD, "auth_time": auth_time}, SINCE) == reason


ANSWER = {"state": "s", "code": "c", "iss": "https://fc.exemple"}
RETURNS: dict[str, tuple[dict[str, str], bool, str]] = {
    "as it should be": ({}, True, ""),
    "who need not name itself": ({"iss": ""}, False, ""),
    "who must": ({"iss": ""}, True, "other_issuer"),
    "another who names itself": ({"iss": "https://autre.exemple"}, False, "other_issuer"),
    "another state": ({"state": "t"}, True, "other_state"),
    "no state": ({"state": ""}, True, "other_state"),
    "a refusal there": ({"error": "server_error", "code": ""}, True, "provider_refused"),
    "a person who gives up": ({"error": "access_denied", "code": ""}, True, "declined"),
    "an error with a code": ({"error": "x"}, True, "provider_refused"),
    "no code": ({"code": ""}, True, "provider_refused"),
}


@pytest.mark.parametrize(("changed", "names_itself", "reason"), RETURNS.values(), ids=RETURNS)
def test_a_return_answers_this_request_of_this_provider(
    changed: dict[str, str], names_itself: bool, reason: str
) -> None:
    answer = {**ANSWER, **changed}
    assert rules.fault_of_answer(answer, "https://fc.exemple", "s", names_itself=names_itself) == reason


def test_an_empty_state_of_ours_equals_nothing() -> None:
    assert rules.fault_of_answer({**ANSWER, "state": ""}, "https://fc.exemple", "", names_itself=True) == "other_state"
    assert Flow("fc", "s", "n", "v", 0).state == "s"


def test_userinfo_speaks_of_the_same_subject_for_the_same_service() -> None:
    told = {"sub": "abc"}
    assert rules.fault_of_person(told, ASKED, "abc") == ""
    assert rules.fault_of_person(told, ASKED, "abd") == "other_subject"
    assert rules.fault_of_person({**told, "iss": "https://autre.exemple"}, ASKED, "abc") == "other_issuer"
    assert rules.fault_of_person({**told, "aud": "autre"}, ASKED, "abc") == "other_audience"
    assert rules.fault_of_person({**told, "exp": NOW - 61}, ASKED, "abc") == "expired"


def test_a_hash_that_is_there_must_fit() -> None:
    # OpenID Connect Core 1.0, appendix A.3: the access token of the example and its hash.
    token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
    assert rules.fault_of_hash({"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"}, "RS256", token) == ""
    assert rules.fault_of_hash({"at_hash": "77QmUPtjPfzWtF2AnpK9RR"}, "RS256", token) == "other_hash"
    assert rules.fault_of_hash({"at_hash": ""}, "RS256", token) == "other_hash"
    assert rules.fault_of_hash({}, "RS256", token) == ""


PIVOT: dict[str, Any] = {
    "given_name_array": ["Camille", "Anne"],
    "family_name": "ROUSSEL",
    "birthdate": "1988-05-14",
    "gender": "female",
    "birthplace": "51999",
    "birthcountry": "99100",
}


def test_a_pivot_identity_is_read_as_strict_traits() -> None:
    found = rules.read_pivot(PIVOT)
    assert found is not None
    assert (found.birth_name, found.given_names, found.birth_place) == ("ROUSSEL", ("Camille", "Anne"), "51999")


def test_a_compound_name_stays_whole_only_where_the_provider_says_so() -> None:
    assert rules.read_pivot({**PIVOT, "given_name_array": ["Marie Ange"]}).given_names == ("Marie Ange",)  # type: ignore[union-attr]
    alone = {name: value for name, value in PIVOT.items() if name != "given_name_array"}
    assert rules.read_pivot({**alone, "given_name": "Marie Ange"}).given_names == ("Marie", "Ange")  # type: ignore[union-attr]


def test_abroad_the_country_is_the_place() -> None:
    found = rules.read_pivot({**PIVOT, "birthplace": "", "birthcountry": "99139"})
    assert found is not None
    assert found.birth_place == "99139"


@pytest.mark.parametrize(
    "changed",
    [
        {"given_name_array": []},
        {"given_name_array": [5]},
        {"given_name_array": "Camille"},
        {"family_name": "R" * 201},
        {"birthdate": "1988-13-01"},
        {"birthdate": "19880514"},
        {"birthdate": "1988"},
        {"gender": "unknown"},
        {"birthplace": None},
        {"birthcountry": None},
    ],
)
def test_an_identity_that_is_not_whole_is_none(changed: dict[str, Any]) -> None:
    assert rules.read_pivot({**PIVOT, **changed}) is None


def test_a_number_chooses_one_person_or_nobody() -> None:
    assert rules.choose_by_number(["1", "2"], " 2 ") == 1
    assert rules.choose_by_number(["2a1", "2"], "2A1") is None
    assert rules.choose_by_number(["2A1", "2"], "2a1") == 0
    assert rules.choose_by_number(["1", "1"], "1") is None
    assert rules.choose_by_number(["", ""], "") is None


@pytest.mark.parametrize("told", [None, [], {"exercices": None}, {"exercices": ["x", {"activities": "x"}]}, "x", 5])
def test_places_that_are_not_told_are_none(told: object) -> None:
    assert rules.read_place({"SubjectRefPro": told}) == ()

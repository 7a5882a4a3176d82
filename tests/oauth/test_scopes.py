"""Scopes asked for, registered and given: what comes out is never more than any of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ens.fhir.endpoint import kinds
from ens.oauth import purposes, scopes
from ens.policy import scopes as policy

SYSTEM = "http://terminology.hl7.org/CodeSystem/observation-category"
VITAL = f"patient/Observation.rs?category={SYSTEM}|vital-signs"
KINDS = sorted({kind for subject in purposes.SUBJECTS for kind in subject.kinds})
SOME = st.builds(
    lambda kind, letters: f"patient/{kind}." + "".join(each for each in "cruds" if each in letters),
    st.sampled_from(["*", *KINDS]),
    st.sets(st.sampled_from("cruds"), min_size=1),
)
STRINGS = st.lists(SOME, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("asked", "registered", "given_"),
    [
        ("patient/Observation.rs", "patient/*.rs", "patient/Observation.rs"),
        ("patient/*.cruds", "patient/*.rs", "patient/*.rs"),
        ("patient/*.rs", "patient/Observation.rs", ""),
        ("patient/Observation.read", "patient/*.cruds", "patient/Observation.read"),
        ("patient/Observation.*", "patient/Observation.rs", "patient/Observation.rs"),
        ("patient/Observation.sr", "patient/*.cruds", ""),
        ("user/*.rs system/*.rs", "user/*.rs system/*.rs", ""),
        ("openid launch/patient profile", "openid", "openid"),
        (VITAL, "patient/*.rs", VITAL),
        ("patient/Observation.rs", VITAL, ""),
        (VITAL.replace(".rs?", ".cruds?"), "patient/*.cruds", ""),
        (VITAL.replace("vital-signs", "autre"), "patient/*.cruds", ""),
        ("patient/Observation.rs?code=a|b", "patient/*.cruds", ""),
    ],
)
def test_what_is_asked_for_is_cut_down_to_what_is_registered(asked: str, registered: str, given_: str) -> None:
    assert scopes.grantable(asked, registered, ("patient",)) == given_


@settings(deadline=None)
@given(STRINGS, STRINGS)
def test_nothing_comes_out_that_was_not_both_asked_for_and_registered(asked: str, registered: str) -> None:
    got = scopes.grantable(asked, registered, ("patient",))
    for kind in KINDS:
        for letter in "cruds":
            if policy.holds(got, kind, letter):
                assert policy.holds(asked, kind, letter)
                assert policy.holds(registered, kind, letter)


@settings(deadline=None)
@given(STRINGS, st.data())
def test_what_a_person_does_not_choose_is_not_given(asked: str, data: st.DataObject) -> None:
    offered = [choice.key for choice in purposes.choices_of(asked)]
    chosen = data.draw(st.sets(st.sampled_from(offered))) if offered else set()
    got = purposes.chosen_scopes(asked, chosen)
    for subject in purposes.SUBJECTS:
        for kind in subject.kinds:
            for letter in "cruds":
                key = f"{subject.key}-{'lire' if letter in 'rs' else 'ajouter'}"
                whole = chosen == set(offered)
                expected = policy.holds(asked, kind, letter) and (key in chosen or (whole and kind == "Patient"))
                assert policy.holds(got, kind, letter) <= policy.holds(asked, kind, letter)
                if key in offered:
                    assert policy.holds(got, kind, letter) == expected


def test_every_kind_that_a_notebook_holds_can_be_spoken_of() -> None:
    assert set(KINDS) == set(kinds())


def test_a_part_of_what_was_granted_may_be_asked_for_again() -> None:
    granted = f"openid patient/Condition.rs {VITAL}"
    for part in ("patient/Condition.r", VITAL, "openid", granted):
        assert scopes.covers(granted, part)
    for more in ("patient/Condition.c", "patient/*.rs", "patient/Observation.rs", "fhirUser", "n’importe quoi"):
        assert not scopes.covers(granted, more)

"""The pages about rights and their law say what the rules decide today."""

from tests.policy.pages import LEGAL_MAP, PERMISSIONS, legal_map, permissions


def test_the_page_of_permissions_is_what_is_decided() -> None:
    assert PERMISSIONS.read_text("utf-8") == permissions(), "run python -m tests.policy.pages"


def test_every_rule_stands_on_a_text_and_is_shown_by_a_test() -> None:
    page = legal_map()
    assert LEGAL_MAP.read_text("utf-8") == page, "run python -m tests.policy.pages"
    rows = [line.split(" | ") for line in page.split("## Rules")[0].splitlines() if line.startswith("| ")][1:]
    assert [row[0] for row in rows if row[2].strip(" |") == ""] == []
    named = {name for row in rows for name in row[1].replace("`", "").split(", ")}
    rules = {line.partition("`")[2].partition("`")[0] for line in page.split("## Rules")[1].splitlines() if line}
    assert rules - {""} - named == set()

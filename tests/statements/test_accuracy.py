"""The importer must not become worse: least F1 over all development cases, per part."""

import json
from pathlib import Path

import pytest

from campaign.statements import draft_from, read_statement
from campaign.statements.scoring import PARTS, Score, score

HERE = Path(__file__).parent
CASES = HERE / "cases"
SHARED = HERE.parents[1].parent / "shared" / "statements"
FORMATS = {".txt", ".md", ".html", ".docx", ".pdf"}
LEAST_F1 = {
    "title": 0.95,
    "date": 0.95,
    "quotes": 0.96,
    "right speaker": 0.95,
    "demands": 0.95,
    "figures": 0.82,
    "dates": 0.84,
}


def totals(pairs: list[tuple[Path, Path]]) -> dict[str, Score]:
    total = {part: Score() for part in PARTS}
    for statement, expected in pairs:
        draft = draft_from(read_statement(statement)).as_json()
        scores = score(draft, json.loads(expected.read_text(encoding="utf-8")))
        total = {part: total[part] + scores[part] for part in PARTS}
    return total


def test_the_invented_cases_score_as_well_as_they_did():
    pairs = [
        (path, path.with_suffix(".json"))
        for path in sorted(CASES.iterdir())
        if path.suffix in FORMATS
    ]

    total = totals(pairs)

    assert len(pairs) >= 99
    assert {part: total[part].f1 for part in PARTS if total[part].f1 < LEAST_F1[part]} == {}


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared development cases are not beside the checkout"
)
def test_the_shared_cases_are_read_without_a_mistake():
    pairs = [
        (path, path.with_suffix(".json"))
        for path in sorted(SHARED.glob("*.txt"))
        if path.with_suffix(".json").exists()
    ]

    total = totals(pairs)

    parts = ("title", "date", "quotes", "right speaker", "demands")
    assert {part: total[part].f1 for part in parts} == dict.fromkeys(parts, 1.0)
    assert total["figures"].f1 >= 0.9


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared development cases are not beside the checkout"
)
def test_a_news_report_without_title_date_or_demand_gets_none_of_them():
    expected = json.loads(
        (HERE / "expected" / "00-asean-russia-coordinator.json").read_text("utf-8")
    )

    draft = draft_from(read_statement(SHARED / "00-asean-russia-coordinator.txt")).as_json()

    assert draft["title"] is None
    assert draft["date"] is None
    assert draft["demands"] == []
    assert draft["organisation"] == expected["organisation"]
    assert [(q["text"], q["speaker"], q["role"]) for q in draft["quotes"]] == [
        (q["text"], q["speaker"], q["role"]) for q in expected["quotes"]
    ]
    assert [f["value"] for f in draft["figures"]] == [f["value"] for f in expected["key_figures"]]
    assert [(d["as_written"], d["iso"]) for d in draft["dates"]] == [
        (d["as_written"], d["iso"]) for d in expected["key_dates"]
    ]

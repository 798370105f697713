"""How claims in whole documents are matched with marks; and the newsletters, where they are at hand."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from tarpit_graph.errors import InputError
from tarpit_loaders.evaluation import documents

from tests.conftest import REPOSITORY, shared

MARKS = REPOSITORY / "loaders" / "training_data" / "newsletters.dev.jsonl"
TEXT = "Databricks acquired MosaicML. Kestrel raised $7M."


def line(text: str, mentions: list[tuple[int, int, str]], label: str) -> str:
    start = TEXT.index(text)
    return json.dumps(
        {
            "document": "note.md",
            "block": 0,
            "start": start,
            "end": start + len(text),
            "sha": sha256(text.encode()).hexdigest()[:12],
            "mentions": mentions,
            "relations": [[0, 1, label, "completed"]],
            "closed": True,
        }
    )


def test_what_is_right_wrong_and_missed(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text(TEXT)
    marks = tmp_path / "marks.jsonl"
    deal = line(
        "Databricks acquired MosaicML.", [(0, 10, "company"), (20, 28, "company")], "ACQUIRED<"
    )
    marks.write_text(deal)
    measured = documents.measure(marks, tmp_path)
    assert [m.subject for m in measured.missed] == ["MosaicML"], "direction counts"
    assert {c.predicate for c in measured.extra} == {"ACQUIRED", "RAISED"}
    marks.write_text(deal.replace("ACQUIRED<", "ACQUIRED>"))
    measured = documents.measure(marks, tmp_path)
    assert (measured.missed, [c.predicate for c in measured.extra]) == ((), ["RAISED"])
    assert measured.scores.rows()[-1]["precision"] == 0.5


def test_without_the_documents(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of the documents"):
        documents.measure(MARKS, tmp_path)


def test_newsletters() -> None:
    micro = documents.measure(MARKS, shared("corpus/newsletters")).scores.rows()[-1]
    assert micro["marked"] == 126
    assert micro["recall"] >= 0.63
    assert micro["precision"] >= 0.78

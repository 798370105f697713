"""200 words of newsletters that are spelled like a known name, judged by hand."""

from pathlib import Path

import pytest
from tarpit_graph.errors import InputError
from tarpit_loaders.evaluation import entity_linking

from tests.conftest import shared

JUDGED = Path(__file__).with_name("newsletters.jsonl")


@pytest.mark.long
def test_names_are_taken_for_whose_they_are() -> None:
    rows = entity_linking.read(JUDGED)
    assert len(rows) == 200
    judged = entity_linking.judge(rows, shared("corpus/newsletters"))
    names, pairs = entity_linking.scores(judged)
    assert min(names["precision"], names["recall"]) >= 0.9
    assert min(pairs["precision"], pairs["recall"]) >= 0.94


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{}", "not a file of judged names"),
        ('{"document": "a.md", "start": -1, "surface": "A", "entity": ""}', "not a position"),
        ('{"document": "a.md", "start": 0, "surface": "B", "entity": ""}', "another version"),
        ('{"document": "b.md", "start": 0, "surface": "A", "entity": ""}', "is not there"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "a.md").write_text("A name")
    (tmp_path / "data.jsonl").write_text(line)
    with pytest.raises(InputError, match=problem):
        entity_linking.judge(entity_linking.read(tmp_path / "data.jsonl"), tmp_path)


def test_known_and_unknown_names_are_scored(tmp_path: Path) -> None:
    text = "Databricks acquired MosaicML. Keep calm."
    (tmp_path / "a.md").write_text(text)
    rows = [
        {"document": "a.md", "start": text.index(surface), "surface": surface, "entity": entity}
        for surface, entity in (
            ("Databricks", "Databricks"),
            ("MosaicML", "Mosaic ML"),
            ("Keep", ""),
        )
    ]
    judged = entity_linking.judge(rows, tmp_path)
    assert entity_linking.scores(judged)[0]["f1"] == 1.0

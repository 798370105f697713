"""527 sentences of our own: every status of every relation that has a pattern, and near misses."""

from pathlib import Path

from tarpit_loaders.evaluation import status

SENTENCES = Path(__file__).with_name("sentences.jsonl")


def test_status() -> None:
    rows = status.read(SENTENCES)
    assert len(rows) >= 400
    table = {row["status"]: row for row in status.evaluate(rows)}
    assert table["all"]["overstated"] == 0, "a rumour, denial or near miss was taken for a deal"
    assert table["all"]["accuracy"] >= 0.95
    assert all(row["accuracy"] >= 0.9 for row in table.values())

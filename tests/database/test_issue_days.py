"""Issues of a series without a day are dated by those around them."""

from pathlib import Path

import pytest
from tarpit_graph.claims.retract import retract
from tarpit_graph.database.session import Database
from tarpit_loaders.load import inputs, pipeline

from tests.database.test_load import dump, without_runs

pytestmark = pytest.mark.database

ISSUES = {
    "one.md": "# Deals\n\nThe Daily #316\n\nJanuary 2, 2024\n\nIBM acquired DataStax.",
    "two.md": "# More\n\nThe Daily #317\n\nDatabricks acquired Tabular.",
    "three.md": "# Still more\n\nThe Daily #318\n\nJanuary 4, 2024\n\nSnowflake acquired Neeva.",
}


def deal(database: Database) -> dict[str, str]:
    (row,) = database.rows(
        "MATCH (:Company {name: 'Databricks'})-[r:ACQUIRED]->() "
        "MATCH (c:Claim {fact: r.id})-[:FROM]->(d) RETURN toString(r.first_asserted) AS edge, "
        "toString(c.published) AS claim, d.published_precision AS precision, d.dated_by AS by"
    )
    return dict(row)


def test_a_number_between_two_dated_issues_dates_an_issue(
    database: Database, tmp_path: Path
) -> None:
    for name, text in ISSUES.items():
        (tmp_path / name).write_text(text)
    pipeline.load(database, inputs.readings([str(tmp_path)]))
    dated = {"edge": "2024-01-04", "claim": "2024-01-04", "precision": "week", "by": "issue number"}
    assert deal(database) == dated
    forward = dump(database)
    again = pipeline.load(database, inputs.readings([str(tmp_path)]))
    assert (again.new, dump(database)) == (0, forward), "loading again changes nothing"
    database.run("MATCH (n) DETACH DELETE n")
    for path in sorted(tmp_path.iterdir()):
        pipeline.load(database, inputs.readings([str(path)]))
    assert without_runs(dump(database)) == without_runs(forward), "their order does not matter"
    retract(database, f"{tmp_path.name}/three.md")
    nothing = dict.fromkeys(dated)
    assert deal(database) == nothing, "nothing bounds it any more"

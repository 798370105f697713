"""Charts: what they show, and that a name is only ever text in them."""

from datetime import date
from xml.etree import ElementTree

import pytest
from tarpit_graph.errors import InputError
from tarpit_queries import render
from tarpit_queries.table import Chart, Column, Table

NAME = "<script>alert(1)</script>"
RANKED = Table(
    "Ranked", (Column("segment"), Column("score", is_bar=True)), ({"segment": NAME, "score": 2.5},)
)
TIMELINE = Table(
    "Timeline",
    (Column("date"), Column("company"), Column("kind")),
    (
        {"date": date(2024, 6, 4), "company": "Databricks", "kind": "bought"},
        {"date": None, "company": "Never", "kind": "bought"},
    ),
    chart=Chart("point", "date", "company", "kind"),
)


def texts(svg: str) -> set[str]:
    return {"".join(node.itertext()) for node in ElementTree.fromstring(svg).iter()}


def test_each_table_is_drawn_and_names_are_text() -> None:
    svg = render.render("svg", (RANKED, TIMELINE))
    assert isinstance(svg, str)
    assert "<script" not in svg
    shown = texts(svg)
    assert {NAME, "Ranked", "Timeline", "Databricks", "bought"} <= shown
    assert "Never" not in shown
    assert render.render("svg", (RANKED, TIMELINE)) == svg


def test_where_nothing_can_be_drawn_it_says_so() -> None:
    with pytest.raises(InputError, match="nothing to draw"):
        render.render("svg", (Table("t", (Column("a"),), ({"a": "x"},)),))

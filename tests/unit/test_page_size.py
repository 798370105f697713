"""What is too large to draw or to read is refused, or cut with a note, before its sentences are read."""

from pathlib import Path

import pytest
from tarpit_graph import export
from tarpit_graph.errors import InputError
from tarpit_graph.snapshot import Snapshot
from tarpit_graph.snapshot.facts import FactSet
from tarpit_queries import page, render
from tarpit_queries.evidence import FactHistory, Quote
from tarpit_queries.render import html
from tarpit_queries.table import Column, Table


def story(fact: str) -> FactHistory:
    """Return a fact with one sentence, which differs from that of others."""
    quote = Quote(
        fact, "completed", 1.0, f"This is {fact}.", "", fact, "", "https://a.example", None, 0, 9
    )
    return FactHistory(fact, "MAKES", "A", "B", "completed", "MAKES", (quote,))


def rivals(number: int) -> Snapshot:
    """Return a company with so many rivals."""
    ids = [f"company:{n}" for n in range(number + 1)]
    facts = [(ids[0], id_, {"id": f"fact:{id_}", "predicate": "COMPETES_WITH"}) for id_ in ids[1:]]
    return Snapshot({id_: {"label": "Company"} for id_ in ids}, FactSet.of_edges(facts), None, None)


@pytest.mark.parametrize(
    ("suffix", "most"),
    [(".svg", 400), (".png", 400), (".dot", 5_000), (".mmd", 5_000), (".html", 20_000)],
)
def test_a_drawing_holds_so_many_nodes(suffix: str, most: int) -> None:
    file = Path("landscape").with_suffix(suffix)
    export.check(rivals(most - 1), file)
    with pytest.raises(InputError, match=f"{most + 1} nodes are too many to draw"):
        export.check(rivals(most), file)
    with pytest.raises(InputError, match="nothing to draw"):
        export.check(rivals(0), file)


def test_what_is_no_drawing_holds_any_number() -> None:
    export.check(rivals(30_000), Path("landscape.graphml"))


def test_the_landscape_of_too_many_facts_is_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_MOST", 4)
    with pytest.raises(InputError, match="5 facts with their sentences are too many for one page"):
        page.write(rivals(5), lambda facts: pytest.fail("sentences were read"))


def test_of_a_row_with_thousands_of_facts_the_first_are_quoted() -> None:
    few, many = (
        [f"fact:{n:05}" for n in range(number)]
        for number in (render.MOST_FACTS, render.MOST_FACTS + 7)
    )
    row = {"segment": "Serving", "id": "workload:serving"}
    (plain, noted), asked = render.to_quote(
        [Table("A", (Column("segment"),), (row | {"facts": some},)) for some in (few, many)]
    )
    assert asked == few + few
    assert (len(plain.notes), len(noted.notes)) == (0, 1)
    assert "`tarpit why ID` has all" in noted.notes[0]
    shown = html.render([plain, noted], {fact: story(fact) for fact in asked})
    assert "1000 facts and the sentences behind" in shown
    assert "1007 facts and the sentences behind" in shown
    assert "960 more: " in shown
    assert "967 more: " in shown

"""Every question, report and export on a real graph of the example briefs and built-in names."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from tarpit_graph import snapshot
from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError
from tarpit_graph.snapshot import past, stored, voice
from tarpit_graph.snapshot.facts import in_order
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import evidence, questions, reports
from tarpit_queries.reports import crowding
from tarpit_queries.reports.crowding import Weight
from tarpit_queries.table import Table

from tests.conftest import REPOSITORY, Run

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def landscape(open_database: Database) -> Database:
    open_database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    briefs = str(REPOSITORY / "examples" / "briefs")
    pipeline.load(open_database, inputs.readings([briefs], with_builtin=True))
    return open_database


#: What briefs and built-in names say nothing of.
_OF_OTHER_SOURCES = ("evidence", "copies", "prices", "features")


def rows(table: Table, *names: str) -> set[tuple[object, ...]]:
    return {tuple(row[name] for name in names) for row in table.rows}


@pytest.mark.parametrize("name", questions.names())
def test_a_question_runs_with_its_defaults(landscape: Database, name: str) -> None:
    asked = questions.load(name)
    table = asked.ask(landscape)
    assert table.columns[-1].name == "id", "the last column leads back to sentences"
    assert table.rows or name in _OF_OTHER_SOURCES


@pytest.mark.parametrize("name", questions.names())
def test_a_question_pastes_into_neo4j_browser_unchanged(landscape: Database, name: str) -> None:
    file = (
        REPOSITORY / "queries" / "tarpit_queries" / "questions" / f"{name.replace('-', '_')}.cypher"
    )
    as_pasted = landscape.rows(file.read_text())
    assert len(as_pasted) == len(questions.load(name).ask(landscape).rows)


def test_answers_are_right(landscape: Database) -> None:
    def ask(name: str, **values: str | int) -> Table:
        return questions.load(name).ask(landscape, **values)

    assert "company:databricks" in {row["id"] for row in ask("names", text="databricks").rows}
    assert ask("names", text='no such "name" \\ C++').rows == ()
    deals = rows(ask("deals", acquirer="databricks"), "target", "status")
    assert {("MosaicML", "completed"), ("Tabular", "announced")} <= deals
    assert ("Anthropic",) not in rows(ask("deals"), "target")
    unconfirmed = rows(ask("unconfirmed-deals"), "acquirer", "target", "status")
    assert {
        ("OpenAI", "Windsurf", "cancelled"),
        ("Apple", "Perplexity", "rumoured"),
        ("Adobe", "Figma", "cancelled"),
    } <= unconfirmed
    rivals = rows(ask("competitors", company="Pinecone"), "competitor")
    assert {("Weaviate",), ("Qdrant",), ("Chroma",)} <= rivals
    products = rows(ask("products-in-segment", segment="vector search"), "product")
    assert {("Pinecone",), ("Milvus",)} <= products
    assert len(ask("deals", top=3).rows) == 3
    with pytest.raises(InputError, match="deals has no parameter buyer"):
        ask("deals", buyer="x")


def test_a_fact_leads_back_to_its_sentences(landscape: Database) -> None:
    deals = questions.load("deals").ask(landscape, acquirer="Databricks").rows
    fact = next(row["id"] for row in deals if row["target"] == "MosaicML")
    story = evidence.why(landscape, fact)[0]
    assert (story.subject, story.predicate, story.object) == ("Databricks", "ACQUIRED", "MosaicML")
    assert [quote.status for quote in story.quotes] == ["announced", "completed"]
    for quote in story.quotes:
        text = (REPOSITORY / "examples" / quote.document).read_text()
        assert " ".join(text[quote.start : quote.end].split()) == quote.sentence
        assert quote.url.startswith("https://")
    claim = evidence.why(landscape, story.quotes[0].claim)
    assert claim[0].quotes == story.quotes[:1]
    about = evidence.why(landscape, "company:windsurf")
    assert {"ACQUIRED", "UNCONFIRMED", "REFUTED"} & {story.stands_as for story in about}
    assert evidence.why(landscape, "briefs/2023-07-19-databricks-mosaicml-completed.md")
    with pytest.raises(InputError, match="nothing in the graph has the id or name 'fact:nothing'"):
        evidence.why(landscape, "fact:nothing")


def test_the_crowding_report_counts_what_the_graph_holds(landscape: Database) -> None:
    taken = snapshot.read(landscape)
    table = reports.load("crowding").make(taken, top=100)
    row = next(r for r in table.rows if r["segment"] == "Vector databases")
    counted = questions.load("crowded-segments").ask(landscape)
    products = next(r["products"] for r in counted.rows if r["segment"] == "Vector databases")
    assert row["products"] == products
    assert row["layer"] == "Retrieval"
    assert row["crowded"] is (row["companies"] >= 10)
    assert 0 < row["hhi"] <= 1
    assert abs(row["effective"] * row["hhi"] - 1) < 0.001
    assert set(row["facts"]) <= {p["id"] for *_, p in taken.graph.edges(data=True)}
    effective = [r["effective"] for r in table.rows]
    assert effective == sorted(effective, reverse=True)


def test_acquirers_come_with_reasons_and_precedents(landscape: Database) -> None:
    taken = snapshot.read(landscape)
    report = reports.load("acquirers").make
    table = report(taken, company="arize")
    first = table.rows[0]
    assert first["acquirer"] == "ClickHouse"
    assert any("Langfuse" in precedent for precedent in first["precedents"])
    assert "LLM observability" in first["reasons"]
    assert first["score"] == pytest.approx(sum(first["parts"].values()), abs=0.001)
    assert set(first["facts"]) <= {p["id"] for *_, p in taken.graph.edges(data=True)}
    scores = [row["score"] for row in table.rows]
    assert scores == sorted(scores, reverse=True)
    pairs = report(taken).rows
    assert {row["target"] for row in pairs}.isdisjoint({"GitHub", "MosaicML"})
    with pytest.raises(InputError, match="did you mean"):
        report(taken, company="Pinecon")


def test_brokers_stand_between_segments(landscape: Database) -> None:
    table = reports.load("brokers").make(snapshot.read(landscape), top=500)
    by_name = {row["company"]: row for row in table.rows}
    assert by_name["Google"]["segments"] > 5
    assert by_name["Google"]["betweenness"] > by_name["Pinecone"]["betweenness"]
    assert by_name["Google"]["constraint"] < by_name["Pinecone"]["constraint"]
    assert by_name["Pinecone"]["rivals"] >= 4
    assert {row["id"].split(":")[0] for row in table.rows} == {"company"}


@pytest.mark.parametrize("weight", Weight)
def test_the_most_crowded_segments_are_the_first_of_all(
    landscape: Database, weight: Weight
) -> None:
    taken = snapshot.read(landscape)
    all_of_them = crowding.report(taken, by=weight, top=1_000, least=1).rows
    assert len(all_of_them) > 10
    assert crowding.report(taken, by=weight, top=5, least=1).rows == all_of_them[:5]


def test_a_past_day_knows_only_what_was_published_by_then(landscape: Database) -> None:
    def deals(day: str) -> set[tuple[object, ...]]:
        past = snapshot.read(landscape, date.fromisoformat(day))
        return rows(reports.load("deals").make(past)[0], "acquirer", "target", "status")

    assert ("Databricks", "MosaicML", "announced") in deals("2023-07-01")
    assert ("Databricks", "MosaicML", "completed") in deals("2023-07-19")
    assert ("Adobe", "Figma", "announced") in deals("2023-12-17")
    assert not [deal for deal in deals("2023-12-18") if deal[1] == "Figma"]
    assert deals("2022-01-01") == set()


def test_as_of_the_last_day_is_the_graph_of_dated_documents(landscape: Database) -> None:
    """The two ways to a snapshot, stored edges and derived ones, must agree."""
    now = snapshot.read(landscape)
    derived = snapshot.read(landscape, now.today)
    for predicate in ("ACQUIRED", "COMPETES_WITH"):
        kept = {p["id"]: p for *_, p in now.edges(predicate)}
        assert {p["id"]: p for *_, p in derived.edges(predicate)} == kept


@pytest.mark.parametrize(
    "day", ["2019-01-01", "2022-12-01", "2023-07-10", "2024-06-01", "2099-01-01"]
)
def test_a_past_day_is_what_all_claims_of_that_day_add_up_to(
    landscape: Database, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only facts with later claims are derived again; deriving all of it must give the same."""
    until = date.fromisoformat(day)
    taken, entities = snapshot.read(landscape, until), stored.entities(landscape)
    claimed = "MATCH (c:Claim) WHERE c.fact IS NOT NULL RETURN DISTINCT c.fact AS fact"
    facts = {row["fact"] for row in landscape.rows(claimed)}
    edges, said, rumours = past.derived(landscape, entities, facts, until)
    assert in_order(taken.facts) == in_order(edges)
    assert list(taken.unconfirmed) == in_order(said)
    assert taken.former_rumours == rumours
    named = {end for *ends, _ in (*edges, *said) for end in ends}
    assert taken.entities == {id_: entities[id_] for id_ in entities if id_ in named}
    assert taken.voice == voice.read(landscape, until=until)
    monkeypatch.setattr(past, "_FEW", -1)
    assert in_order(snapshot.read(landscape, until).facts) == in_order(edges), "asked of all claims"


def test_formats(landscape: Database, tarpit: Run, tmp_path: Path) -> None:
    as_json = json.loads(tarpit("query", "deals", "--top", "2", "--format", "json").stdout)
    assert [set(row) >= {"acquirer", "target", "date", "id"} for row in as_json] == [True, True]
    as_csv = list(csv.DictReader(io.StringIO(tarpit("query", "deals", "--format", "csv").stdout)))
    assert as_csv[0]["acquirer"] == as_json[0]["acquirer"]
    markdown = tarpit("report", "crowding", "--top", "3", "--format", "md").stdout
    assert markdown.startswith("## Crowded segments\n\n| segment | layer |")
    done = tarpit("report", "landscape", "--output", str(tmp_path / "landscape.html"))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    page = (tmp_path / "landscape.html").read_text()
    assert "Databricks completed its acquisition of MosaicML" in page
    assert "src=" not in page
    done = tarpit("query", "deals", "--output", str(tmp_path / "deals.parquet"))
    assert (tmp_path / "deals.parquet").read_bytes()[:4] == b"PAR1", done.stderr
    assert tarpit("query", "deals", "--format", "parquet").returncode == 2


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("CALL dbms.listConfig()", "procedure dbms.listConfig may not be called here"),
        ("CALL `dbms`.`listConfig`()", "may not be called here"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l", "LOAD CSV may not be used here"),
        (
            "UNWIND range(1, 100000000) AS x UNWIND range(1, 10000) AS y RETURN count(*)",
            "took too long and was ended; ask for less (`tarpit cypher` takes --timeout)",
        ),
    ],
)
def test_a_statement_stays_in_the_graph_and_in_its_bounds(
    landscape: Database, tarpit: Run, statement: str, problem: str
) -> None:
    refused = tarpit("cypher", statement, "--timeout", "2")
    assert problem in refused.stderr
    assert refused.returncode == 2
    few = tarpit("cypher", "UNWIND range(1, 50) AS x RETURN x", "--top", "5")
    assert "There are more than 5 rows; --top shows more." in few.stdout


def test_cypher_reads_and_writes_only_when_told(landscape: Database, tarpit: Run) -> None:
    count = 'MATCH (c:Company {name: "OpenAI"}) RETURN count(c) AS n'
    assert json.loads(tarpit("cypher", count, "--format", "json").stdout) == [{"n": 1}]
    refused = tarpit("cypher", "CREATE (:Company {id: 'x'})")
    assert refused.returncode == 2
    assert refused.stderr == "error: this statement writes; add --write if that is meant\n"
    assert tarpit("cypher", "CREATE (:Company {id: 'x'})", "--write").returncode == 0
    tarpit("cypher", "MATCH (c:Company {id: 'x'}) DELETE c", "--write")
    wrong = tarpit("cypher", "MATCH (n RETURN n")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("error: Neo4j refused the statement:")
    assert "Traceback" not in wrong.stderr


def test_the_schema_is_created_and_compared(open_database: Database, tarpit: Run) -> None:
    complete = tarpit("db", "schema", "--diff")
    assert (complete.returncode, complete.stderr) == (0, "the schema is complete\n")
    open_database.run("DROP CONSTRAINT tarpit_claim_id")
    open_database.run("CREATE INDEX tarpit_odd IF NOT EXISTS FOR (n:Company) ON (n.odd)")
    found = json.loads(tarpit("db", "schema", "--diff", "--format", "json").stdout)
    assert {(row["state"], row["name"]) for row in found} == {
        ("missing", "tarpit_claim_id"),
        ("unknown", "tarpit_odd"),
    }
    open_database.run("DROP INDEX tarpit_odd")
    assert tarpit("db", "schema").returncode == 0
    assert tarpit("db", "schema", "--diff").stderr == "the schema is complete\n"

"""Every export, opened by the program that it is for, with names that attack and break things."""

import csv
import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import igraph
import networkx as nx
import polars
import pytest
from tarpit_graph import export, snapshot
from tarpit_graph.database import constraints
from tarpit_graph.database.session import Database, connect
from tarpit_graph.embedded import download
from tarpit_graph.embedded import server as neo4j_server
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import CLAIM, COMPANY
from tarpit_graph.settings import Settings
from tarpit_graph.snapshot import Snapshot, graph_filter
from tarpit_graph.snapshot.graph_filter import GraphFilter
from tarpit_graph.style.appearance import readable
from tarpit_loaders.load import inputs, pipeline
from tarpit_queries import evidence

from tests.conftest import REPOSITORY, Run, free_port, program
from tests.hostile import names

pytestmark = pytest.mark.database
GEPHI = REPOSITORY / "tests" / "gephi"


@pytest.fixture(scope="module")
def graph(open_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Ten notes on deals, and companies of hostile names."""
    open_database.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    hostile = names.landscape_file(tmp_path_factory.mktemp("hostile"))
    notes = sorted((REPOSITORY / "examples" / "briefs").glob("2023-*.md"))[:10]
    paths = [str(path) for path in (*notes, hostile)]
    pipeline.load(open_database, inputs.readings(paths))
    return open_database


@pytest.fixture(scope="module")
def whole(graph: Database) -> Snapshot:
    return graph_filter.with_evidence(graph, snapshot.read(graph))


def written(taken: Snapshot, folder: Path, name: str) -> Path:
    export.write(taken, folder / name)
    return folder / name


def the_names(nodes: list[dict[str, Any]]) -> set[str]:
    """Return the names of companies; GEXF has a label of its own and calls ours the type."""
    return {node["name"] for node in nodes if node.get("type", node["label"]) == COMPANY}


def test_the_graph_has_the_hostile_names(whole: Snapshot) -> None:
    found = the_names([data for _, data in whole.graph.nodes(data=True)])
    assert set(names.NAMES) <= found


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".json"])
def test_networkx_reads_it_back(whole: Snapshot, tmp_path: Path, suffix: str) -> None:
    file = written(whole, tmp_path, f"graph{suffix}")
    read: nx.MultiDiGraph[str]
    if suffix == ".graphml":
        read = nx.read_graphml(file, force_multigraph=True)
    elif suffix == ".gexf":
        read = nx.read_gexf(file, version="1.3")
    else:
        read = nx.node_link_graph(json.loads(file.read_text()), edges="edges")
    assert set(read.nodes) == set(whole.graph.nodes)
    assert sorted(read.edges()) == sorted(whole.graph.edges())
    assert set(names.NAMES) <= the_names([data for _, data in read.nodes(data=True)])


def test_igraph_reads_graphml(whole: Snapshot, tmp_path: Path) -> None:
    read = igraph.Graph.Read_GraphML(str(written(whole, tmp_path, "graph.graphml")))
    assert read.vcount() == whole.graph.number_of_nodes()
    assert read.ecount() == whole.graph.number_of_edges()
    assert set(names.NAMES) <= set(read.vs["name"])
    assert "ACQUIRED" in read.es["predicate"]


def test_gexf_tells_since_when(whole: Snapshot, tmp_path: Path) -> None:
    root = ElementTree.parse(written(whole, tmp_path, "graph.gexf")).getroot()
    inside = "{http://gexf.net/1.3}"
    (drawn,) = root.iter(f"{inside}graph")
    assert (drawn.get("mode"), drawn.get("timeformat")) == ("dynamic", "date")
    deals = [edge for edge in root.iter(f"{inside}edge") if edge.get("label") == "ACQUIRED"]
    assert deals
    assert all(edge.get("start", "").startswith("20") for edge in deals)


@pytest.fixture(scope="module")
def gephi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gephi's own toolkit, as Maven resolves it."""
    folder = tmp_path_factory.mktemp("gephi")
    command = [program("mvn"), "-B", "-q", "-f", str(GEPHI / "pom.xml")]
    command += ["dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
    try:
        subprocess.run(command, capture_output=True, timeout=240, check=True)
    except subprocess.SubprocessError as error:
        pytest.skip(f"Maven cannot resolve Gephi's toolkit: {error}")
    return folder


@pytest.mark.parametrize("suffix", [".gexf", ".graphml"])
def test_gephi_opens_it(whole: Snapshot, gephi: Path, tmp_path: Path, suffix: str) -> None:
    program("javac")  # a source file is run by a development kit alone
    file = written(whole, tmp_path, f"graph{suffix}")
    command = [program("java"), "-Djava.awt.headless=true", "-cp", f"{gephi}/*"]
    command += [str(GEPHI / "Read.java"), str(file)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    told = done.stdout.decode().splitlines()
    assert f"nodes {whole.graph.number_of_nodes()}" in told
    assert f"edges {whole.graph.number_of_edges()}" in told
    if suffix == ".gexf":
        assert "dynamic true" in told
        assert "label <script>alert(1)</script>" in told


def test_graphviz_draws_dot(whole: Snapshot, tmp_path: Path) -> None:
    file = written(whole, tmp_path, "graph.dot")
    command = [program("dot"), "-Ksfdp", "-Tsvg", str(file)]
    drawn = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    texts = {text.text for text in ElementTree.fromstring(drawn.stdout).iter() if text.text}
    for name in names.NAMES[:-1]:
        assert readable(name)[:39] in "\n".join(texts), name
    assert not drawn.stderr


def test_neo4j_admin_imports_the_folder(
    graph: Database,
    whole: Snapshot,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)  # it leaves a report where it runs
    folder = written(whole, tmp_path, "graph.csv")
    home = settings.model_copy(update={"home": tmp_path / "home", "uri": None})
    library = download.install(home.cache, lambda received: None)
    ports = (free_port(), free_port())
    neo4j_server.start(home, lambda received: None, *ports)
    neo4j_server.stop(home)
    command = (folder / "README.txt").read_text().split("neo4j-admin ")[1].split("\n\n")[0]
    arguments = [
        argument.replace("=", f"={folder}/", 2).replace(f"={folder}/", "=", 1)
        if ".csv.gz" in argument
        else argument
        for argument in command.replace("\\\n", " ").split()
    ]
    neo4j_server.admin(home, library, *arguments)
    try:
        server = neo4j_server.start(home, lambda received: None, *ports)
        with connect(neo4j_server.credentials(home, server)) as imported:
            assert_same(graph, imported)
    finally:
        neo4j_server.stop(home)


def test_the_script_makes_the_same_graph(
    graph: Database, whole: Snapshot, settings: Settings, tmp_path: Path
) -> None:
    """Twice, into an empty database: the second time changes nothing."""
    script = written(whole, tmp_path, "graph.cypher").read_text()
    home = settings.model_copy(update={"home": tmp_path / "home", "uri": None})
    server = neo4j_server.start(home, lambda received: None, free_port(), free_port())
    try:
        with connect(neo4j_server.credentials(home, server)) as empty:
            for _ in range(2):
                for statement in script.rstrip().removesuffix(";").split(";\n"):
                    empty.run(statement)
                assert_same(graph, empty)
            assert not constraints.diff(empty).missing
            fact = next(key for *_, key, d in whole.graph.edges(keys=True, data=True) if "id" in d)
            assert evidence.why(empty, fact) == evidence.why(graph, fact)
    finally:
        neo4j_server.stop(home)


def assert_same(one: Database, other: Database) -> None:
    """Compare entities, facts, claims and documents, with all that exports carry of them."""
    snapshots = [snapshot.read(database) for database in (one, other)]
    whole = [
        graph_filter.with_evidence(database, taken)
        for database, taken in zip((one, other), snapshots, strict=True)
    ]
    for taken in whole:
        for _, data in taken.graph.nodes(data=True):
            # Digests for loading stay here, and CSV cannot tell an empty list from none.
            for gone in [n for n, v in data.items() if n in ("signature", "origin") or v == []]:
                del data[gone]
        for *_, data in taken.graph.edges(data=True):
            data.pop("sentences", None)
    assert dict(whole[0].graph.nodes(data=True)) == dict(whole[1].graph.nodes(data=True))
    edges = [sorted(w.graph.edges(keys=True, data=True), key=lambda e: e[2]) for w in whole]
    assert edges[0] == edges[1]


def test_polars_reads_parquet(whole: Snapshot, tmp_path: Path) -> None:
    folder = written(whole, tmp_path, "graph.parquet")
    nodes = polars.read_parquet(folder / "nodes.parquet")
    assert set(names.NAMES) <= set(nodes.filter(polars.col("label") == COMPANY)["name"])
    facts = polars.read_parquet(folder / "relationships.parquet")
    assert facts.height == whole.graph.number_of_edges()
    deal = facts.filter(polars.col("predicate") == "ACQUIRED").row(0, named=True)
    assert deal["valid_from"].year >= 2023
    assert all(sentence.startswith("“") for sentence in deal["sentences"])


def test_an_svg_is_harmless_and_whole(whole: Snapshot, tmp_path: Path) -> None:
    file = written(whole, tmp_path, "graph.svg")
    root = ElementTree.parse(file).getroot()
    kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert kinds == {
        "svg",
        "rect",
        "defs",
        "marker",
        "path",
        "circle",
        "text",
        "line",
        "title",
        "g",
    }
    texts = {element.text for element in root.iter() if element.text}
    assert any(text.startswith("X" * 39) and text.endswith("…") for text in texts)
    again = written(whole, tmp_path, "again.svg")
    assert again.read_bytes() == file.read_bytes(), "the same graph looks the same"
    png = written(whole, tmp_path, "graph.png")
    assert png.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    "suffix", sorted(export.load().keys() - {".html"}), ids=lambda suffix: str(suffix)[1:]
)
def test_the_same_graph_gives_the_same_bytes(whole: Snapshot, tmp_path: Path, suffix: str) -> None:
    one, other = (written(whole, tmp_path, f"{name}{suffix}") for name in "ab")
    if one.is_dir():
        assert [f.name for f in sorted(one.iterdir())] == [f.name for f in sorted(other.iterdir())]
        for file in one.iterdir():
            assert file.read_bytes() == (other / file.name).read_bytes()
    else:
        assert one.read_bytes() == other.read_bytes()


def test_filters(graph: Database, tarpit: Run, tmp_path: Path) -> None:
    def kept(*options: str) -> dict[str, Any]:
        done = tarpit("export", str(tmp_path / "part.json"), *options)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        found: dict[str, Any] = json.loads((tmp_path / "part.json").read_text())
        return found

    near = kept("--company", "Databricks", "--hops", "1")
    assert "MosaicML" in {node["name"] for node in near["nodes"]}
    deals = kept("--types", "acquired,company")
    assert {edge["predicate"] for edge in deals["edges"]} == {"ACQUIRED"}
    assert {edge["status"] for edge in kept("--status", "announced")["edges"]} == {"announced"}
    sure = kept("--min-confidence", "0.95", "--types", "ACQUIRED")
    assert all(edge["confidence"] >= 0.95 for edge in sure["edges"])
    segment = kept("--segment", "Vector databases", "--hops", "1")
    assert {edge["predicate"] for edge in segment["edges"]} <= {"SERVES", "PART_OF", "ENTERED"}
    assert len(segment["edges"]) >= len(names.NAMES)
    early = kept("--as-of", "2023-03-01")
    assert len(early["edges"]) < len(kept()["edges"])
    proven = kept("--company", "Databricks", "--hops", "1", "--with-evidence")
    assert CLAIM in {node["label"] for node in proven["nodes"]}


def test_errors_say_what_to_do(graph: Database, tarpit: Run, tmp_path: Path) -> None:
    done = tarpit("export", str(tmp_path / "graph.xyz"))
    assert done.returncode == 2
    assert ".graphml" in done.stderr
    assert "did you mean Company" in tarpit("export", "x.json", "--types", "Compny").stderr
    none = graph_filter.filter_graph(snapshot.read(graph), GraphFilter(least_support=99))
    with pytest.raises(InputError, match="nothing to draw"):
        export.write(none, tmp_path / "none.svg")
    assert not list(tmp_path.iterdir()), "nothing half written is left"


def test_a_folder_takes_the_place_of_a_folder(whole: Snapshot, tmp_path: Path) -> None:
    folder = written(whole, tmp_path, "graph.csv")
    (folder / "old").write_text("")
    assert "old" not in {f.name for f in written(whole, tmp_path, "graph.csv").iterdir()}
    assert [path.name for path in tmp_path.iterdir()] == ["graph.csv"]


def test_a_folder_of_somebody_else_stays(whole: Snapshot, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.csv"
    theirs.mkdir()
    (theirs / "precious").write_text("")
    with pytest.raises(InputError, match="no export wrote"):
        export.write(whole, theirs)
    assert [path.name for path in tmp_path.rglob("*")] == ["theirs.csv", "precious"]


def test_csv_of_reports_runs_no_formula(graph: Database, tarpit: Run) -> None:
    done = tarpit(
        "query", "products-in-segment", "--segment", "Vector databases", "--format", "csv"
    )
    cells = [cell for row in csv.reader(done.stdout.splitlines()) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")]

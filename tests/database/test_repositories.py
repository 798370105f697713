"""Git repositories by address: fetched once, added to later, and refused where they may not be asked."""

import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import make_server

import pytest
from dulwich.server import BackendRepo, DictBackend
from dulwich.web import WSGIRequestHandlerLogger, WSGIServerLogger, make_wsgi_chain
from tarpit_graph.database.session import Database

from tests.conftest import Run
from tests.repos import Made, landscape

pytestmark = pytest.mark.database


@pytest.fixture
def made(tmp_path: Path) -> Made:
    repository = Made(tmp_path / "list")
    for day, names in (("2022-01-01", ["Ant", "Bee"]), ("2023-06-01", ["Ant", "Cat"])):
        repository.commit(day, {"landscape.yml": landscape({"Data": {"Stores": names}})})
    return repository


@pytest.fixture
def address(made: Made) -> Iterator[str]:
    served: dict[str, BackendRepo] = {"/owner/list.git": made.repo}
    application = make_wsgi_chain(DictBackend(served))
    server = make_server(
        "127.0.0.1",
        0,
        application,
        handler_class=WSGIRequestHandlerLogger,
        server_class=WSGIServerLogger,
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/owner/list.git"
    server.shutdown()
    server.server_close()


def days(database: Database) -> list[str]:
    rows = database.rows(
        "MATCH (d:Document {kind: 'history'}) RETURN toString(d.published) AS day ORDER BY day"
    )
    return [row["day"] for row in rows]


@pytest.fixture
def tool(tarpit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tarpit


def test_an_address_is_loaded_like_a_clone(
    tool: Run, database: Database, made: Made, address: str
) -> None:
    done = tool("load", "--allow-private", address)
    assert done.returncode == 0, done.stderr
    assert days(database) == ["2022-01-01", "2023-06-01"]
    (row,) = database.rows(
        "MATCH (d:Document {kind: 'history'}) WITH d ORDER BY d.published LIMIT 1 RETURN d.url AS url"
    )
    assert "/owner/list/commit/" in row["url"]
    made.commit("2024-01-01", {"landscape.yml": landscape({"Data": {"Stores": ["Ant"]}})})
    done = tool("load", "--allow-private", address)
    assert "(1 read, 3 unchanged)" in done.stderr
    assert days(database)[-1] == "2024-01-01"


def test_sync_reads_what_is_new(
    tool: Run, database: Database, made: Made, address: str, tmp_path: Path
) -> None:
    file = tmp_path / "tarpit.yml"
    file.write_text(
        f"sources:\n  - name: list\n    kind: history\n    url: {address.removesuffix('.git')}.git\n"
    )
    words = ("sync", "--allow-private", "--file", str(file), "--format", "csv")
    assert ",1,0," in tool(*words).stdout
    assert ",0,1," in tool(*words).stdout, "no commit since: nothing is read"
    made.commit("2024-01-01", {"landscape.yml": landscape({"Data": {"Stores": ["Ant"]}})})
    assert ",1,0," in tool(*words).stdout
    assert days(database) == ["2022-01-01", "2023-06-01", "2024-01-01"]


def test_what_may_not_or_cannot_be_had_is_refused(tool: Run, address: str) -> None:
    done = tool("load", address)
    assert done.returncode == 2, done.stderr
    assert "is an address of a private network; --allow-private fetches it" in done.stderr
    done = tool("load", "--allow-private", address.replace("list", "none"))
    assert "there is no Git repository" in done.stderr
    assert "Traceback" not in done.stderr

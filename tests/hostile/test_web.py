"""A hostile web: every page here means harm, and each costs a line in the summary and no more."""

import gzip
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from tarpit_graph.errors import InputError
from tarpit_loaders import sources
from tarpit_loaders.crawl.crawler import Crawler
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_loaders.documents.items import Reading, Refused
from tarpit_loaders.web import addresses, client
from tarpit_loaders.web.client import FetchError, Web
from tarpit_loaders.web.download import download

from tests.site import Site, serve

GOOD = "<html><body><p>Databricks acquired Tabular.</p></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as made:
        made.put("/good", GOOD)
        yield made


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setattr(client, "_FIRST_WAIT", 0.01)
    with Web(tmp_path / "web", allow_private=True, pause=0, seconds=2) as made:
        yield made


def raw(
    data: bytes, *headers: tuple[str, str], kind: str = "text/html"
) -> Callable[[BaseHTTPRequestHandler], None]:
    def handler(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", kind)
        for name, value in headers:
            request.send_header(name, value)
        request.send_header("Connection", "close")
        request.close_connection = True
        request.end_headers()
        with suppress(OSError):  # whoever asked may have gone
            request.wfile.write(data)

    return handler


def refusal(web: Web, url: str) -> str:
    started = time.monotonic()
    items = list(Crawler(web).address(SourceHints(url=url)))
    assert time.monotonic() - started < 20
    (item,) = items
    assert isinstance(item, Refused), item
    return item.reason


def test_redirects_in_a_circle(site: Site, web: Web) -> None:
    def circle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", "/circle")
        request.send_header("Content-Length", "0")
        request.end_headers()

    assert "redirects more than 5 times" in refusal(web, site.answer("/circle", circle))


def test_a_redirect_out_of_the_web(site: Site, web: Web) -> None:
    def out(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", "file:///etc/passwd")
        request.send_header("Content-Length", "0")
        request.end_headers()

    assert "only http and https are fetched" in refusal(web, site.answer("/out", out))


def test_a_slow_drip(site: Site, web: Web) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        try:
            for _ in range(200):
                request.wfile.write(b"a")
                request.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    assert "sends too slowly" in refusal(web, site.answer("/drip", drip))


def test_an_endless_body(site: Site, web: Web) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        try:
            while True:
                request.wfile.write(b"a" * 1_000_000)
        except OSError:
            pass

    assert "sends more than 20 MB" in refusal(web, site.answer("/endless", endless))


def test_a_body_that_says_it_is_too_long(site: Site, web: Web) -> None:
    url = site.answer("/long", raw(b"a", ("Content-Length", "99000000000")))
    assert "has 99000 MB, more than 20 MB" in refusal(web, url)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb(site: Site, web: Web, encoding: str) -> None:
    pack = gzip.compress if encoding == "gzip" else zlib.compress
    url = site.answer("/bomb", raw(pack(b"a" * 300_000_000), ("Content-Encoding", encoding)))
    assert "the limit" in refusal(web, url)


def test_an_encoding_that_was_not_asked_for(site: Site, web: Web) -> None:
    url = site.answer("/br", raw(b"abc", ("Content-Encoding", "br")))
    assert "is encoded as br, which was not asked for" in refusal(web, url)


def test_data_that_is_not_what_it_says(site: Site, web: Web) -> None:
    url = site.answer("/odd", raw(GOOD.encode(), ("Content-Encoding", "gzip")))
    assert "is not the gzip data that it says it is" in refusal(web, url)


def test_a_wrong_length(site: Site, web: Web) -> None:
    url = site.answer("/short", raw(b"abc", ("Content-Length", "500")))
    assert "closed connection" in refusal(web, url)


def test_a_wrong_type(site: Site, web: Web) -> None:
    url = site.answer("/image", raw(b"\x89PNG\0\0\0", kind="text/html"))
    assert refusal(web, url) == "is binary data, not text"
    url = site.answer("/what", raw(b"\0\1\2\3", kind="image/png"))
    assert "is binary data" in refusal(web, url)


@pytest.mark.parametrize("root", ["rss", "feed", "urlset"])
def test_an_xml_bomb(site: Site, web: Web, root: str) -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{i} "{f"&a{i - 1 if i else str()};" * 10}">' for i in range(9))
        + f"]><{root}><item>&a8;</item></{root}>"
    )
    url = site.put("/bomb.xml", bomb, "application/xml")
    assert refusal(web, url) == "defines XML entities, which no feed needs"


def test_an_external_entity_reads_no_file(site: Site, web: Web) -> None:
    text = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>'
    assert "defines XML entities" in refusal(web, site.put("/x.xml", text, "text/xml"))


def test_a_feed_that_is_an_address_is_not_fetched(site: Site) -> None:
    """feedparser fetches a text that looks like an address; it must never see one as such."""
    for text in (f"{site.address}/good", "/etc/hostname"):
        file = File(Path("feed.xml"), "feed.xml", SourceHints(kind="feed"), text.encode())
        (item,) = sources.read(file)
        assert isinstance(item, Refused)
        assert item.reason == "is no feed that can be read"
    assert site.asked == []


def test_a_sitemap_that_lists_itself(site: Site, web: Web) -> None:
    site.put(
        "/map.xml",
        f"<sitemapindex><sitemap><loc>{site.address}/map.xml</loc></sitemap></sitemapindex>",
        "application/xml",
    )
    assert list(Crawler(web).address(SourceHints(url=f"{site.address}/map.xml"))) == []


def test_a_list_that_leads_to_a_file(site: Site, web: Web) -> None:
    text = "<urlset><url><loc>file:///etc/passwd</loc></url></urlset>"
    assert list(Crawler(web).address(SourceHints(url=site.put("/m.xml", text, "text/xml")))) == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "10.0.0.1", "0x7f.1"]
)
def test_private_addresses_are_not_fetched(tmp_path: Path, site: Site, host: str) -> None:
    with Web(tmp_path / "web", pause=0) as web:
        assert "private network" in refusal(web, f"http://{host}:{site.port}/good")
    assert site.asked == []


def test_a_redirect_into_a_private_network(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first host is public as far as anybody can tell; where it leads is not."""

    def inwards(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", f"http://localhost:{site.port}/good")
        request.send_header("Content-Length", "0")
        request.end_headers()

    site.answer("/inwards", inwards)
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    resolve = socket.getaddrinfo

    def resolved(host: str, port: int, *more: int, **options: int) -> list[object]:
        return list(resolve("::1" if host == "localhost" else host, port, *more, **options))

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with Web(tmp_path / "web", pause=0) as web:
        assert "private network" in refusal(web, f"{site.address}/inwards")
    assert ("/good", 200) not in site.asked


def test_a_name_that_changes_its_mind(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was checked is what is connected to: a name is resolved once a connection."""
    answers = iter([["8.8.8.8", "127.0.0.1"]])

    def resolved(host: str, port: int, **options: int) -> list[object]:
        return [(2, 1, 6, "", (address, port)) for address in next(answers)]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with Web(tmp_path / "web", pause=0) as web:
        assert "private network" in refusal(web, f"http://rebind.example:{site.port}/good")
    assert site.asked == []


def test_an_address_with_a_password(web: Web) -> None:
    reason = refusal(web, "http://user:secret@host.example/")
    assert "password" in reason
    assert "secret" not in reason


def test_robots_are_asked_and_obeyed(site: Site, web: Web) -> None:
    site.put("/robots.txt", "User-agent: tarpit\nDisallow: /private\n", "text/plain")
    site.put("/private/page", GOOD)
    assert "its robots.txt does not allow it" in refusal(web, f"{site.address}/private/page")
    assert ("/private/page", 200) not in site.asked
    (found,) = Crawler(web).address(SourceHints(url=f"{site.address}/good"))
    assert isinstance(found, Reading)
    assert all(agent.startswith("tarpit/") and "(+http" in agent for agent in site.agents)


def test_robots_that_cannot_be_had_mean_no(site: Site, web: Web) -> None:
    def trouble(request: BaseHTTPRequestHandler) -> None:
        request.send_response(503)
        request.send_header("Content-Length", "0")
        request.end_headers()

    site.answer("/robots.txt", trouble)
    reason = refusal(web, f"{site.address}/good")
    assert reason == "its robots.txt could not be fetched (answers 503), so it was skipped"


def test_a_pause_between_two_requests(tmp_path: Path, site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n", "text/plain")
    with Web(tmp_path / "web", allow_private=True, pause=0.1) as web:
        started = time.monotonic()
        for _ in range(3):
            web.get(f"{site.address}/good")
    assert time.monotonic() - started >= 0.8


def test_a_busy_server_is_asked_again(site: Site, web: Web) -> None:
    times = []

    def busy(request: BaseHTTPRequestHandler) -> None:
        times.append(1)
        status = 503 if len(times) < 3 else 200
        request.send_response(status)
        request.send_header("Content-Type", "text/html")
        request.send_header("Content-Length", str(len(GOOD)))
        request.end_headers()
        request.wfile.write(GOOD.encode())

    (found,) = Crawler(web).address(SourceHints(url=site.answer("/busy", busy)))
    assert isinstance(found, Reading)
    assert len(times) == 3


def test_a_download_goes_on_where_it_broke(site: Site, web: Web) -> None:
    content = bytes(range(256)) * 4_000
    ranges = []

    def broken(request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range")
        ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        request.send_response(206 if asked else 200)
        request.send_header("ETag", '"one"')
        request.send_header("Content-Length", str(len(content) - start))
        if asked:
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        request.end_headers()
        end = len(content) if asked else 300_000
        request.wfile.write(content[start:end])
        request.close_connection = True

    path, answer = download(web, site.answer("/big.warc", broken))
    assert path is not None
    assert path.read_bytes() == content
    assert answer.etag == '"one"'
    assert ranges == [None, "bytes=300000-"]


def test_a_download_has_bounds_too(site: Site, web: Web) -> None:
    site.put("/big.warc", b"a" * 2_000_000, "application/warc")
    with pytest.raises(FetchError, match="more than 1 MB"):
        download(web, f"{site.address}/big.warc", limit=1_000_000)


def test_a_page_that_is_not_there(site: Site, web: Web) -> None:
    assert "answers 404" in refusal(web, f"{site.address}/nothing")


def test_a_host_that_is_not_there(web: Web) -> None:
    with pytest.raises(InputError, match="the name nothing.invalid is not known"):
        web.get("http://nothing.invalid/")

"""Reading and showing cost in proportion to what there is: ten times the text takes at most fifteen times as long."""

import time
from pathlib import Path

import pytest
from tarpit_loaders import sources
from tarpit_loaders.documents.files import File, SourceHints
from tarpit_queries import render
from tarpit_queries.table import Column, Table

#: For each kind a file in which `{}` is where hostile text goes.
FORMS = {
    "awesome.md": "# Awesome Search\n\n## Databases\n\n- [Kite](https://kite.example) - {}\n\n## {}\n",
    "changelog.md": "# Changelog\n\n## 1.1.0\n\n### Added\n\n- add {}\n\n# {}\n\n## 1.0.0 - 2024-01-01\n\n- x\n",
    "crunchbase.csv": "acquirer_name,acquiree_name,announced_on,price\nAcme,Kite,{},1\n{},x,2024-01-01,{}\n",
    "deals.csv": "acquirer,target,date,source\nAcme,Kite,{},x\n{}\n",
    "feed.xml": "<rss><channel><title>x</title><item><title>{}</title><description>{}</description></item></channel></rss>",
    "feed.json": '{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"id": "1", "content_html": "{}"}}]}}',
    "hackernews.json": '{{"hits": [{{"objectID": "1", "title": "{}", "created_at": "{}", "_tags": ["story"]}}]}}',
    "page.html": "<html><head><title>{}</title></head><body><p>{}</p></body></html>",
    "history.jsonl": '{{"history": {{"repository": "{}"}}}}\n',
    "lines.jsonl": '{{"id": "1", "text": "{}", "date": "{}"}}\n',
    "landscape.yml": "landscape:\n  - category:\n    name: A\n    subcategories:\n      - subcategory:\n        name: B\n"
    '        items:\n          - item:\n            name: "{}"\n            crunchbase: "{}"\n',
    "landscape-settings.yml": 'foundation: F\nurl: x\ncategories:\n  - name: "{}"\n    subcategories: ["{}"]\n',
    "mail.eml": "Subject: {}\nDate: {}\nFrom: {}\n\n{}\n",
    "box.mbox": "From a Thu Jan  1 00:00:00 2024\nSubject: x\n\n{}\n\nFrom {} 2024\n\nx\n",
    "note.md": "---\ntitle: x\n---\n\n{}\n\n## {}\n",
    "prices.csv": "product,price,from\n{},1,{}\n",
    "releases.json": '[{{"tag_name": "v1", "published_at": "2024-01-01", "body": "## Added\\n- {}", "html_url": "https://github.com/a/b/releases/v1"}}]',
    "filing.txt": "CONFORMED SUBMISSION TYPE: 10-K\nCOMPANY CONFORMED NAME: X\n{}\nItem 1. Business\n{}\n",
    "sitemap.xml": "<urlset><url><loc>{}</loc><lastmod>{}</lastmod></url></urlset>",
    "table.csv": "Product,Vendor,Segment\n{},x,y\nKite,{},z\n",
    "text.txt": "{}\n\n{}\n",
}
FRAGMENTS = (
    *("(", "[", "](", "![", "<", "</", "<a ", "<!--", "<!-", "<![", "<b>", "<p>", "&", "&#"),
    *(
        "*",
        "_",
        "`",
        "~~",
        "|",
        "- ",
        "> ",
        "1",
        "1.",
        ".1",
        "#",
        "(#1)",
        "@a ",
        " by @a",
        " in #1",
    ),
    *(
        "(x member ",
        "http://",
        "<DOCUMENT><TYPE>10-K ",
        "<TEXT>",
        "From: ",
        ">",
        "'",
        ", ",
        ";",
        "/",
    ),
    *(" ", "\t", "A", "Inc. ", "A Corp ", "é", "$", "Jan 1 ", "On a ", "wrote: ", "\u200b", "---"),
)
SMALL, TIMES, FACTOR = 1_000, 10, 15
#: Below this nobody waits, and clocks tell nothing. In seconds.
SHORT = 0.4


def seconds(name: str, text: str) -> float:
    file = File(Path(name), name, SourceHints(kind=""), text.encode())
    start = time.process_time()
    for _ in sources.read(file):
        pass
    return time.process_time() - start


@pytest.mark.long
@pytest.mark.parametrize("name", FORMS)
def test_ten_times_the_input_takes_at_most_fifteen_times_as_long(name: str) -> None:
    slow = {}
    for fragment in FRAGMENTS:
        small, large = (
            FORMS[name].replace("{}", fragment * count).replace("{{", "{").replace("}}", "}")
            for count in (SMALL, SMALL * TIMES)
        )
        took = seconds(name, large)
        if took > SHORT:
            before = min(seconds(name, small) for _ in range(2))
            took = min(took, seconds(name, large))
            if took > FACTOR * max(before, SHORT / FACTOR):
                slow[fragment] = (before, took)
    assert slow == {}


@pytest.mark.parametrize("name", ["table", "md", "csv", "json", "html", "xlsx"])
def test_rows_cost_in_proportion_to_their_number(name: str) -> None:
    def taken(rows: int) -> float:
        row = {"product": "Weaviate", "makers": ["SeMI", "Weaviate"], "support": 3, "id": "fact:1"}
        table = Table("Products", tuple(map(Column, row)), (row,) * rows)
        start = time.process_time()
        render.render(name, [table])
        return time.process_time() - start

    taken(1)  # imports
    before, took = min(taken(300), taken(300)), min(taken(3_000), taken(3_000))
    # In half a second another process is felt: 30 lies between ten and the square of ten.
    assert took <= 3 * TIMES * max(before, SHORT / FACTOR)

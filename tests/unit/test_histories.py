"""What the histories of lists say: each pitfall of real ones on a small one."""

from pathlib import Path

import pytest
import yaml
from tarpit_graph.errors import InputError
from tarpit_loaders.crawl import git_history
from tarpit_loaders.histories import comparing
from tarpit_loaders.histories.forms.landscape import LandscapeParser
from tarpit_loaders.histories.repository import Repository

from tests.repos import Made, landscape

Said = list[tuple[str, str, str]]


def events(path: Path) -> Said:
    """Return day, event and product of everything that a history says of lists."""
    with Repository(path) as repository:
        return [
            (record["day"], event["event"], event.get("product", ""))
            for record in git_history.read(repository)
            for event in record["events"]
            if event["event"] not in ("owner", "stage")
        ]


def rows(*names: str) -> list[str]:
    return [f"{n}; homepage_url: https://{n.lower().replace(' ', '')}.example" for n in names]


def history(tmp_path: Path, *states: tuple[str, dict[str, dict[str, list[str]]], str]) -> Said:
    made = Made(tmp_path / "list")
    for day, headings, subject in states:
        made.commit(day, {"landscape.yml": landscape(headings)}, subject)
    return events(tmp_path / "list")


BASE = ("2020-01-01", {"Data": {"Stores": rows("Ant", "Bee")}}, "start")


def test_what_a_list_starts_with_is_base_stock_and_what_follows_is_new(tmp_path: Path) -> None:
    later = ("2020-03-01", {"Data": {"Stores": rows("Ant", "Bee", "Cat")}}, "Add Cat")
    assert history(tmp_path, BASE, later) == [
        ("2020-01-01", "base stock", "Ant"),
        ("2020-01-01", "base stock", "Bee"),
        ("2020-03-01", "entered", "Cat"),
    ]


def test_what_fills_a_new_category_was_there_before(tmp_path: Path) -> None:
    both = {"Data": {"Stores": rows("Ant", "Bee")}, "AI": {"Serving": rows("Cat", "Dog")}}
    more = {**both, "AI": {"Serving": rows("Cat", "Dog", "Elk")}}
    said = history(tmp_path, BASE, ("2020-03-01", both, "AI"), ("2020-04-01", more, "Elk"))
    assert said[2:] == [
        ("2020-03-01", "base stock", "Cat"),
        ("2020-03-01", "base stock", "Dog"),
        ("2020-04-01", "entered", "Elk"),
    ]


def test_a_move_is_no_exit(tmp_path: Path) -> None:
    moved = {"Data": {"Stores": rows("Ant"), "Streams": rows("Bee")}}
    said = history(tmp_path, BASE, ("2020-03-01", moved, "Move Bee"))
    assert said[2:] == [("2020-03-01", "moved", "Bee")]


@pytest.mark.parametrize(
    ("old", "new", "subject"),
    [
        ("Bee; repo_url: https://github.com/b/b", "Wasp; repo_url: https://github.com/b/b", "x"),
        ("Bee; homepage_url: https://b.example", "Wasp; homepage_url: http://www.b.example/", "x"),
        ("Bee", "Apache Bee", "x"),
        ("YugaByte DB", "YugabyteDB", "x"),
        ("StormForger", "StormForge", "x"),
        (
            "MemSQL; crunchbase: https://www.crunchbase.com/organization/memsql",
            "SingleStore; crunchbase: https://www.crunchbase.com/organization/memsql",
            "Member updates",
        ),
        ("Otomi", "App Platform", "Rebranding of Otomi after acquisition"),
    ],
)
def test_another_name_is_no_exit(tmp_path: Path, old: str, new: str, subject: str) -> None:
    before = {"Data": {"Stores": [*rows("Ant"), old]}}
    after = {"Data": {"Stores": [*rows("Ant"), new]}}
    said = history(tmp_path, ("2020-01-01", before, "start"), ("2020-03-01", after, subject))
    assert said[2:] == [("2020-03-01", "renamed", new.split(";")[0])]


def test_what_nothing_matches_has_left_and_may_return(tmp_path: Path) -> None:
    gone = {"Data": {"Stores": rows("Ant")}}
    said = history(
        tmp_path,
        BASE,
        ("2020-03-01", gone, "remove archived projects"),
        ("2020-06-01", {"Data": {"Stores": rows("Ant"), "Streams": rows("Bee")}}, "Bee is back"),
    )
    assert said[2:] == [("2020-03-01", "left", "Bee"), ("2020-06-01", "returned", "Bee")]


def test_a_broken_revision_is_held_back_until_it_is_repaired(tmp_path: Path) -> None:
    many = {"Data": {"Stores": rows(*(f"Product {n}" for n in range(30)))}}
    few = {"Data": {"Stores": rows("Product 1")}}
    said = history(
        tmp_path, ("2020-01-01", many, "a"), ("2020-03-01", few, "b"), ("2020-03-04", many, "c")
    )
    assert {event for _, event, _ in said} == {"base stock"}


def test_a_fork_that_begins_anew_drops_the_past_it_inherited(tmp_path: Path) -> None:
    parent = {"Cloud": {"Stores": rows(*(f"Product {n}" for n in range(30)))}}
    own = {"Data": {"Models": rows("Ant", "Bee")}}
    later = {"Data": {"Models": rows("Ant", "Bee", "Cat")}}
    said = history(
        tmp_path,
        ("2020-01-01", parent, "parent"),
        ("2020-03-01", {"Data": {"Models": rows("Ant")}}, "own list"),
        ("2020-03-03", own, "fill"),
        ("2020-05-01", later, "Add Cat"),
    )
    assert said == [
        ("2020-03-03", "base stock", "Ant"),
        ("2020-03-03", "base stock", "Bee"),
        ("2020-05-01", "entered", "Cat"),
    ]


def test_clean_ups_and_restructures_are_marked(tmp_path: Path) -> None:
    names = [f"Product {n}" for n in range(40)]
    made = Made(tmp_path / "list")
    start = {"Data": {"Stores": rows(*names)}}
    moved = {"Data": {"Stores": rows(*names[:28]), "Streams": rows(*names[28:])}}
    fewer = {"Data": {"Stores": rows(*names[6:28]), "Streams": rows(*names[28:])}}
    for day, state in (("2020-01-01", start), ("2020-03-01", moved), ("2020-04-01", fewer)):
        made.commit(day, {"landscape.yml": landscape(state)})
    with Repository(made.path) as repository:
        flags = [(r.get("restructure"), r.get("clean_up")) for r in git_history.read(repository)]
    assert flags == [(None, None), (True, None), (None, True)]


def test_members_and_certified_offers_are_no_products(tmp_path: Path) -> None:
    state = {
        "Data": {"Stores": rows("Ant")},
        "CNCF Members": {"Gold": rows("Ant Inc")},
        "Platform": {"Certified Kubernetes - Hosted": rows("Ant Cloud")},
    }
    assert [p for _, _, p in history(tmp_path, ("2020-01-01", state, "x"))] == ["Ant"]


ODD = """\
# a comment
landscape:
- category:
  name: "Data: all"
  subcategories:
  - subcategory:
    name: 'Stores'
    items:
    - item:
      name: "Ant: the store"  # the first
      project: null
      extra:
        - name: no product
    - name: Bee
      homepage_url: >-
        https://bee.example
"""


@pytest.mark.parametrize("text", [ODD, ODD.replace("\n", "\r\n")])
def test_both_spellings_quotes_comments_and_line_ends_are_read(text: str) -> None:
    state = LandscapeParser().state(text.encode())
    assert sorted(name for *_, name in state) == ["Ant: the store", "Bee"]
    assert state["Data: all", "Stores", "Bee"].homepage == "https://bee.example"


def test_reading_differences_is_reading_the_whole() -> None:
    revisions = LandscapeParser()
    names = [f"Product {n}" for n in range(30)]
    for step in range(60):
        names[step % 30 : step % 30] = [f"New {step}"]
        del names[(step * 7) % len(names)]
        half = len(names) // 2
        text = landscape(
            {"A": {"x": rows(*names[:half])}, "B": {"y": rows(*names[half:])}}, new=step % 2 == 1
        )
        read = {key: item.name for key, item in revisions.state(text.encode()).items()}
        whole = yaml.safe_load(text)["landscape"]
        expected = {
            (category["name"], sub["name"], item["name"]): item["name"]
            for category in whole
            for sub in category["subcategories"]
            for item in sub["items"]
        }
        assert read == expected


def test_an_awesome_list_is_a_list_too(tmp_path: Path) -> None:
    made = Made(tmp_path / "awesome-llmops")
    start = "# Awesome LLMOps\n\n## Serving\n\n- [vLLM](https://github.com/v/vllm) - fast\n"
    made.commit("2023-06-01", {"README.md": start}, "start")
    more = (
        start
        + "- [TGI](https://github.com/h/tgi) - Rust\n\n## Papers\n\n- [P](https://p.example)\n"
    )
    made.commit("2023-08-01", {"README.md": more}, "Add TGI")
    assert events(made.path) == [
        ("2023-06-01", "base stock", "vLLM"),
        ("2023-08-01", "entered", "TGI"),
    ]


def test_what_a_list_held_and_what_became_of_it(tmp_path: Path) -> None:
    made = Made(tmp_path / "list")
    before = {"Data": {"Stores": rows("Ant", "Bee", "Cat", "Dog")}}
    after = {"Data": {"Stores": [*rows("Ant", "Elk"), "Apache Bee"], "Streams": rows("Cat")}}
    first = made.commit("2020-01-01", {"landscape.yml": landscape(before)})
    made.commit("2020-06-01", {"landscape.yml": landscape(after)}, "Dog is archived")
    with Repository(made.path) as repository:
        assert {name for *_, name in comparing.listed(repository, first)} == {
            "Ant",
            "Bee",
            "Cat",
            "Dog",
        }
        fates = {
            (f.before or f.after or ("", "", ""))[2]: (f.fate, f.reason)
            for f in comparing.fates(repository, "2020-02-01", "2020-07-01")
        }
        assert fates == {
            "Bee": ("renamed", ""),
            "Cat": ("moved", ""),
            "Dog": ("left", "ended"),
            "Elk": ("entered", ""),
        }
        with pytest.raises(InputError, match="neither a day"):
            comparing.listed(repository, "abcdef")


def test_history_written_anew_is_dated_by_its_authors(tmp_path: Path) -> None:
    made = Made(tmp_path / "list")
    for n in range(60):
        state = landscape({"Data": {"Stores": rows("Ant", *(f"P {m}" for m in range(n // 20)))}})
        authored = f"2020-0{1 + n // 20}-01"
        made.commit("2024-04-05", {"landscape.yml": state, "n": str(n)}, authored=authored)
    assert events(made.path)[1:] == [
        ("2020-02-01", "entered", "P 0"),
        ("2020-03-01", "entered", "P 1"),
    ]

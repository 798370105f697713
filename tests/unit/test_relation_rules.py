"""Rules after the network: clauses and brackets, one buyer of a thing, rivals of a list, ends that are names."""

import re
from collections.abc import Iterable

import pytest
from tarpit_graph.ontology import (
    ACQUIRED,
    COMPETES_WITH,
    CUSTOMER_OF,
    INVESTED_IN,
    MAKES,
    SERVES,
)
from tarpit_loaders.documents.items import Reading, document
from tarpit_loaders.extraction import pipeline
from tarpit_loaders.extraction.relations import clause_scope, coordination, ownership
from tarpit_loaders.load import builtin, workers
from tarpit_loaders.markup import markdown, plain
from tarpit_loaders.names import catalog
from tarpit_loaders.reader.labels import ANAPHOR, COMPANY
from tarpit_loaders.reader.read import PredictedMention, Relation

Pairs = list[tuple[str, str]]


def mentions(text: str, names: Iterable[str]) -> list[PredictedMention]:
    """Return where names stand, in their order; a word in lower case stands for a company."""
    places = ((re.search(rf"\b{re.escape(name)}\b", text), name) for name in names)
    return [
        PredictedMention(m.start(), m.end(), ANAPHOR if name.islower() else COMPANY)
        for m, name in places
        if m
    ]


def kept(rule: object, text: str, predicate: str, told: dict[tuple[str, str], float]) -> Pairs:
    """Return which of some relations between names a rule keeps."""
    names = sorted({n for pair in told for n in pair}, key=text.index)
    found = mentions(text, names)
    relations = [
        Relation(names.index(a), names.index(b), predicate, probability, "completed", 1.0)
        for (a, b), probability in told.items()
    ]
    keep = rule.keep(text, found, relations)  # type: ignore[attr-defined]
    return sorted((names[r.subject], names[r.object]) for r in keep)


@pytest.mark.parametrize(
    ("text", "told", "stays"),
    [
        (  # each was bought once; the buyer in brackets counts, however sure the network is of the other
            "Databricks bought Lumena, and Casetext (to Thomson) went too.",
            {("Databricks", "Casetext"): 0.95, ("Thomson", "Casetext"): 0.8},
            [("Thomson", "Casetext")],
        ),
        (  # a list of buyers bought it together
            "Kestrel and Quill bought Lumena.",
            {("Kestrel", "Lumena"): 0.9, ("Quill", "Lumena"): 0.8},
            [("Kestrel", "Lumena"), ("Quill", "Lumena")],
        ),
        (  # one after the other
            "Lumena was sold to Kestrel, then to Quill.",
            {("Kestrel", "Lumena"): 0.9, ("Quill", "Lumena"): 0.8},
            [("Kestrel", "Lumena"), ("Quill", "Lumena")],
        ),
        (  # the surer one, where nothing else tells
            "Kestrel said that Quill bought Lumena.",
            {("Kestrel", "Lumena"): 0.76, ("Quill", "Lumena"): 0.97},
            [("Quill", "Lumena")],
        ),
        (  # a pronoun may stand for the buyer that is named
            "Kestrel says that it bought Lumena.",
            {("Kestrel", "Lumena"): 0.9, ("it", "Lumena"): 0.8},
            [("Kestrel", "Lumena"), ("it", "Lumena")],
        ),
    ],
)
def test_a_thing_is_bought_once(
    text: str, told: dict[tuple[str, str], float], stays: Pairs
) -> None:
    assert kept(ownership, text, ACQUIRED, told) == stays


def test_a_company_in_full_and_in_short_is_one_buyer() -> None:
    text = "Thomson Corporation, or Thomson, bought Casetext."
    places = [(0, 19), (24, 31), (40, 48)]
    found = [PredictedMention(start, end, COMPANY) for start, end in places]
    both = [Relation(i, 2, ACQUIRED, 0.9, "completed", 1.0) for i in (0, 1)]
    assert ownership.keep(text, found, both) == both


def test_a_possessive_names_the_maker() -> None:
    told = {("Kestrel", "Atlas"): 0.95, ("Quill", "Atlas"): 0.8}
    text = "Kestrel now runs on Quill's new Atlas."
    assert kept(ownership, text, MAKES, told) == [("Quill", "Atlas")]


def test_rivals_of_one_company_are_not_set_against_each_other() -> None:
    text = "Kestrel competes with Quill, Lumena and Tidewater."
    across = {("Kestrel", name): 0.9 for name in ("Quill", "Lumena", "Tidewater")}
    within = {("Quill", "Lumena"): 0.8, ("Lumena", "Tidewater"): 0.8}
    assert kept(coordination, text, COMPETES_WITH, across | within) == sorted(across)


def test_a_clause_of_its_own_has_rivals_of_its_own() -> None:
    text = "Kestrel competes with Quill and Lumena competes with Tidewater."
    stays = {("Kestrel", "Quill"): 0.97, ("Lumena", "Tidewater"): 0.96}
    across = {
        ("Kestrel", "Lumena"): 0.94,
        ("Kestrel", "Tidewater"): 0.95,
        ("Quill", "Tidewater"): 0.8,
    }
    assert kept(clause_scope, text, COMPETES_WITH, stays | across) == sorted(stays)


def test_an_investor_of_one_clause_has_no_part_in_the_next() -> None:
    text = "Kestrel raised a round led by Harbor, and Lumena (backed by Quill) raised another."
    stays = {("Harbor", "Kestrel"): 0.97, ("Quill", "Lumena"): 0.95}
    across = {("Harbor", "Lumena"): 0.94, ("Quill", "Kestrel"): 0.96}
    assert kept(clause_scope, text, INVESTED_IN, stays | across) == sorted(stays)


def test_brackets_speak_of_the_name_before_them() -> None:
    text = (
        "Casetext (to Thomson), Rockset (to Quill) and Kestrel were sold, while Banana shut down."
    )
    stays = {("Thomson", "Casetext"): 0.8, ("Quill", "Rockset"): 0.8}
    across = {("Thomson", "Rockset"): 0.9, ("Quill", "Kestrel"): 0.9, ("Banana", "Kestrel"): 0.81}
    assert kept(clause_scope, text, ACQUIRED, stays | across) == sorted(stays)


def test_what_follows_an_inserted_clause_is_said_of_the_name_before_it() -> None:
    text = "Kestrel, which competes with Quill, raised a round led by Harbor."
    told = {("Harbor", "Kestrel"): 0.9, ("Harbor", "Quill"): 0.9}
    assert kept(clause_scope, text, INVESTED_IN, told) == [("Harbor", "Kestrel")]


def test_a_sum_in_front_of_brackets_is_no_host() -> None:
    text = "Kestrel raised 7M (led by Harbor)."
    told = {("Harbor", "Kestrel"): 0.9}
    assert kept(clause_scope, text, INVESTED_IN, told) == sorted(told)


def test_investors_of_one_list_have_no_stake_in_each_other() -> None:
    text = "Backed by Harbor, Quill and more, Kestrel grew."
    stays = {("Harbor", "Kestrel"): 0.86, ("Quill", "Kestrel"): 0.62}
    assert kept(coordination, text, INVESTED_IN, stays | {("Harbor", "Quill"): 0.57}) == sorted(
        stays
    )


def test_a_company_that_leaves_another_is_not_bought_by_it() -> None:
    assert not [
        c for c in claimed("Lumena was spun out of Northwind in 2021.") if c[1] == "ACQUIRED"
    ]
    text = "VMware, spun off from Dell, was acquired by Broadcom."
    assert ("Broadcom", "ACQUIRED", "VMware") in claimed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Northwind sold its stake in Lumena to Quill Capital.",
        "Lumena sold ads to Northwind.",
        "Lumena was spun out of Northwind in 2021.",
        "Northwind bought 10,000 GPUs from Nvidia.",
        "Kestrel acquired a licence to Lumena's code.",
        "Lumena rejected an offer from Northwind.",
        "Adobe acquired customers from Figma after the price rise.",
    ],
)
def test_what_reads_like_a_purchase_is_none(text: str) -> None:
    assert not [claim for claim in claimed(text) if claim[1] == "ACQUIRED"]


def test_the_rival_of_a_company_is_bought_and_not_the_company() -> None:
    found = claimed("Northwind acquires Kestrel rival Lumena.")
    assert [c for c in found if c[1] == "ACQUIRED"] == [("Northwind", "ACQUIRED", "Lumena")]


def test_rivals_of_a_list_alone_stay() -> None:
    text = "Quill and Lumena are rivals."
    told = {("Quill", "Lumena"): 0.9}
    assert kept(coordination, text, COMPETES_WITH, told) == sorted(told)


def claimed(text: str) -> set[tuple[str, str, str]]:
    reading = Reading("x", document("x", text, "text"), tuple(plain.blocks(text)))
    found = pipeline.extract(reading).claims
    return {(c.subject.name, c.predicate, c.object.name) for c in found if c.object}


@pytest.mark.parametrize(
    "text",
    [
        "Northwind launches the podcast Deep Dive.",  # heard, not used
        "Northwind presents its report “State of AI”.",
        "JPMorgan Partners (now CCMP Capital) is a fund.",  # one company, renamed
        "Elon Musk competes with OpenAI.",
        "Greg and Sam are partners in running the company.",
        "Northwind acquires a GPU.",
    ],
)
def test_what_names_no_company_and_no_product_makes_no_claim(text: str) -> None:
    relations = {
        "MAKES",
        "ACQUIRED",
        "COMPETES_WITH",
        "MERGED_WITH",
        "SUBSIDIARY_OF",
        "PARTNERS_WITH",
    }
    assert not [claim for claim in claimed(text) if claim[1] in relations]


def test_a_version_behind_a_name_belongs_to_it() -> None:
    assert ("OpenAI", "MAKES", "GPT-5.6 Luna") in claimed("OpenAI launches GPT-5.6 Luna today.")


def test_products_of_daily_life_are_known_but_in_no_landscape() -> None:
    assert catalog.load().find("Product", "Gmail")
    told = [claim for reading in builtin.landscape() for claim in reading.claims]
    in_landscape = {claim.object.name for claim in told if claim.object}
    assert "Gmail" not in in_landscape
    assert "ChatGPT" in in_landscape


def test_documents_that_are_read_side_by_side_come_out_in_their_order() -> None:
    texts = [
        f"Northwind acquired Lumena {number}. " + "Nothing else. " * 3000 for number in range(9)
    ]
    readings = [
        Reading(str(i), document(str(i), text, "text"), tuple(plain.blocks(text)))
        for i, text in enumerate(texts)
    ]
    done = [item for item in workers.extract_all(readings) if isinstance(item, tuple)]
    assert [reading.name for reading, _ in done] == [str(i) for i in range(9)]
    alone = [pipeline.extract(reading).claims for reading in readings]
    assert [extraction.claims for _, extraction in done] == alone


def test_what_a_document_uses_for_a_product_makes_nothing() -> None:
    text = (
        "Lumencast is an open-source serving stack from Quillworks. "
        "With Lumencast's Batcher a server handles long prompts, and Lumencast's Pager is shared."
    )
    makers = {(a, b) for a, relation, b in claimed(text) if relation == MAKES}
    assert makers == {("Quillworks", "Lumencast")}


@pytest.mark.parametrize(
    "text",
    [
        "Quarrylane's KV cache manager frees blocks early.",
        "Quillworks released EngineCoreRequest, a class for its server.",
        "Benchmarks: FP8 vs BF16 on eight GPUs.",
        "We measured Lumencast 2 vs Lumencast 1 on eight GPUs.",  # versions of one thing
        "Results show more throughput on H200 vs. GB200.",  # of one maker
    ],
)
def test_terms_of_the_trade_are_no_products(text: str) -> None:
    assert not [claim for claim in claimed(text) if claim[1] in (MAKES, COMPETES_WITH)]


def test_what_is_built_on_a_thing_is_not_the_thing() -> None:
    text = "Intercom launched its GPT-4-based assistant Fin."
    assert ("Intercom", MAKES, "GPT-4") not in claimed(text)
    text = (
        "OpenAI-compatible clients (LibreChat, Open WebUI, Vercel AI SDK, etc.) ignore the field."
    )
    assert not [claim for claim in claimed(text) if claim[1] == CUSTOMER_OF]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- Quarry - a vector database", {"Quarry"}),
        ("- Fixie - the conversational AI chatbot", {"Fixie"}),  # no word for a repair
        ("- Quarry Monitor - vector database dashboard - PR #2581", set()),
        ("- Fix Vector Store Configs in the admin page", set()),
        ("- Guardrail Entity could not be selected", set()),
        ("- You are now a member of the Production LLM Evals Group", set()),
        ("- MCP Overview - managing MCP servers", set()),
        ("- Deck Assistant - An AI assistant for stream decks", {"Deck Assistant"}),
        ("- Query-time parsing slowed every dashboard", set()),
    ],
)
def test_headings_and_entries_of_changes_name_no_product(text: str, found: set[str]) -> None:
    reading = Reading("x", document("x", text, "markdown"), tuple(markdown.blocks(text)))
    claims = pipeline.extract(reading).claims
    assert {c.subject.name for c in claims if c.predicate == SERVES} == found

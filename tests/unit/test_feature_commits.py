"""Which commit brought a feature, and what else product repositories say over time."""

import json
from datetime import date
from pathlib import Path

import pytest
from tarpit_loaders import evidence
from tarpit_loaders.crawl import git_history
from tarpit_loaders.evaluation import features as features_evaluation
from tarpit_loaders.histories import phrases
from tarpit_loaders.histories.feature_commits import releases, shipped
from tarpit_loaders.histories.forms import licence
from tarpit_loaders.histories.phrases import FeaturePhrases, Finder, known
from tarpit_loaders.histories.records import HistoryFile
from tarpit_loaders.histories.repository import Repository

from tests.conftest import command, shared
from tests.repos import Made

CODE = "line\n" * 150


def found(path: Path) -> dict[str, tuple[str, bool]]:
    with Repository(path) as repository:
        return {
            s.feature: (s.day.isoformat(), s.is_confirmed)
            for s in shipped(repository, Finder(known().values()))
        }


@pytest.mark.parametrize(
    ("subject", "feature"),
    [
        ("feat: hybrid search (#12)", "Hybrid search"),
        ("Add multi_LoRA support", "Multi-LoRA serving"),
        ("[Feature] MultiLora", "Multi-LoRA serving"),
        ("Support Qwen2-VL", "Model: Qwen2-VL"),
        ("add qwen2vl", "Model: Qwen2-VL"),
        ("Search: group_by a key", "Group by field"),
    ],
)
def test_a_phrase_is_found_in_all_its_spellings(subject: str, feature: str) -> None:
    assert feature in Finder(known().values()).find(subject)


@pytest.mark.parametrize(
    ("subject", "feature"),
    [
        ("avoid confusion", "Hybrid search"),
        ("migration tool for new file format", "Tool calling"),
        ("Support FP8 KV cache", "FP8 weights"),
        ("Add Gemma 3", "Model: Gemma"),
    ],
)
def test_letters_within_words_and_other_meanings_are_none(subject: str, feature: str) -> None:
    assert feature not in Finder(known().values()).find(subject)


def test_the_first_commit_that_adds_it_is_the_one(tmp_path: Path) -> None:
    made = Made(tmp_path / "vectordb")
    for day, files, subject in (
        ("2023-01-01", {"README.md": "# A data base\n"}, "start"),
        ("2023-02-01", {"docs/a.md": "x"}, "docs: hybrid search explained"),
        ("2023-03-01", {"src/pb.rs": "x"}, "Support hybrid search (only pb)"),
        ("2023-04-01", {"src/hybrid_search.rs": CODE}, "Add hybrid search (#7)"),
        ("2023-04-20", {"src/hybrid_search.rs": CODE + "y"}, "fix: hybrid search of nothing"),
        ("2023-05-01", {"src/x.rs": "z"}, "playing with bq"),
    ):
        made.commit(day, files, subject)
    assert found(made.path)["Hybrid search"] == ("2023-04-01", True)
    assert found(made.path)["Binary quantization"] == ("2023-05-01", False)


def test_a_mention_long_before_its_files_is_a_candidate_only(tmp_path: Path) -> None:
    made = Made(tmp_path / "engine")
    made.commit("2023-01-01", {"a.py": "x"}, "Add a knob for speculative work")
    made.commit("2024-01-01", {"speculative.py": CODE}, "Add speculative decoding")
    assert found(made.path)["Speculative decoding"] == ("2023-01-01", False)


def test_a_fork_claims_nothing_that_it_inherited(tmp_path: Path) -> None:
    made = Made(tmp_path / "lorax")
    made.commit("2023-01-01", {"README.md": "# TGI", "gptq.py": CODE}, "Add GPTQ")
    made.commit("2023-11-01", {"README.md": "# LoRAX\n\nforked from TGI"}, "Welcome")
    made.commit("2023-12-01", {"awq.py": CODE}, "Add AWQ")
    assert found(made.path) == {"AWQ": ("2023-12-01", True)}


def test_a_release_counts_where_another_was_made_shortly_before(tmp_path: Path) -> None:
    made = Made(tmp_path / "engine")
    ids = []
    for month in range(1, 5):
        ids.append(made.commit(f"2023-0{month}-01", {"a": str(month)}, f"change {month}"))
        if month != 2:
            made.tag(f"v0.{month}.0")
    late = made.commit("2024-01-01", {"a": "late"}, "late")
    made.tag("v1.0.0")
    with Repository(made.path) as repository:
        found_ = releases(repository)
    assert found_[ids[1]] == ("v0.3.0", date(2023, 3, 1))
    assert late not in found_, "a gap of nine months lies before it"


def test_a_product_is_compared_in_one_market(tmp_path: Path) -> None:
    made = Made(tmp_path / "unheard-of-store")
    for n, subject in enumerate(
        ("Add hybrid search", "Add sparse vectors", "Add product quantization", "Add tools")
    ):
        made.commit(f"2023-01-{n + 1:02}", {f"{n}.py": CODE}, subject)
    made.tag("v1.0.0")
    with Repository(made.path) as repository:
        events = [e for r in git_history.read(repository) for e in r["events"]]
    assert {(e["feature"], e["segment"]) for e in events if e["event"] == "feature"} == {
        ("Hybrid search", "Vector databases"),
        ("Sparse vectors", "Vector databases"),
        ("Product quantization", "Vector databases"),
    }


def test_licences_and_their_holders_have_days(tmp_path: Path) -> None:
    made = Made(tmp_path / "engine")
    apache = "Apache License\nVersion 2.0\n\nCopyright 2022-2023 Finto GmbH\n"
    busl = "Business Source License 1.1\n\nCopyright (c) 2024 ClickHouse, Inc.\n"
    made.commit("2023-01-01", {"LICENSE": apache})
    made.commit("2024-01-01", {"LICENSE": busl})
    with Repository(made.path) as repository:
        source = HistoryFile("engine", "", "LICENSE")
        said = [
            (r["day"], e["event"], e["value"], e.get("was"))
            for r in licence.read(repository, source)
            for e in r["events"]
        ]
    assert said == [
        ("2023-01-01", "licence", "Apache-2.0", None),
        ("2023-01-01", "holder", "Finto GmbH", None),
        ("2024-01-01", "licence", "BUSL-1.1", "Apache-2.0"),
        ("2024-01-01", "holder", "ClickHouse, Inc", "Finto GmbH"),
    ]


def test_weekly_tables_count_by_the_median_of_a_quarter(tmp_path: Path) -> None:
    made = Made(tmp_path / "best-of")
    head = "name,category,github_id,star_count,monthly_downloads\n"
    for day, stars in (("2023-01-05", 10), ("2023-02-02", 1_000), ("2023-03-02", 30)):
        row = f"Faiss,nn-search,f/faiss,{stars},\n"
        made.commit(day, {f"history/{day}_projects.csv": head + row})
    with Repository(made.path) as repository:
        (record,) = git_history.read(repository)
    assert record["day"] == "2023-03-02"
    assert [(e["measure"], e["value"], e["period"]) for e in record["events"]] == [
        ("stars", 30.0, "2023Q1")
    ]


def test_monthly_tables_are_read_by_their_tags(tmp_path: Path) -> None:
    made = Made(tmp_path / "top")
    for month, count in (("01", 100), ("02", 200)):
        rows = [
            {"project": "chromadb", "download_count": 5},
            {"project": "qdrant", "download_count": count},
        ]
        made.commit(f"2023-{month}-01", {"top-pypi-packages.json": json.dumps({"rows": rows})})
        made.tag(f"2023.{month}")
    with Repository(made.path) as repository:
        events = [(r["day"], e) for r in git_history.read(repository) for e in r["events"]]
    assert [(day, e["product"], e["value"]) for day, e in events if e["product"] == "Qdrant"] == [
        ("2023-01-01", "Qdrant", 100.0),
        ("2023-02-01", "Qdrant", 200.0),
    ]


def test_features_are_enough_and_each_has_its_scope() -> None:
    features = known().values()
    assert len(features) >= 150
    assert len({segment for feature in features for segment in feature.segments}) >= 8
    assert all(feature.scope and feature.segments and feature.phrases for feature in features)


def test_features_of_other_tables_are_found_by_their_names() -> None:
    assert phrases.of_name("model: Gemma 3").name == "Model: Gemma 3"
    assert phrases.of_name("BM25 scoring built in").name == "BM25 scoring"
    assert phrases.of_name("warp drive") == FeaturePhrases("warp drive", (), "", ("warp drive",))


def test_days_are_judged_against_a_table(tmp_path: Path) -> None:
    gold = tmp_path / "gold.csv"
    gold.write_text(
        "feature,product,repository_read,first_commit_or_note_date\n"
        "hybrid search,a,o/a,2023-01-01\nsparse vectors,a,o/a,2023-01-01\nx,b,o/b,2023-01-01\n"
    )
    record = {
        "history": "o/a",
        "day": "2023-01-20",
        "events": [{"event": "feature", "feature": "Hybrid search", "status": "completed"}],
    }
    judged = features_evaluation.judge(gold, [record])
    assert [(j.is_right, j.is_read) for j in judged] == [
        (True, True),
        (False, True),
        (False, False),
    ]


def test_evidence_comes_with_the_package_and_without_words_of_commits() -> None:
    records = list(evidence.records())
    assert sum(len(record["events"]) for record in records) >= 2_000
    assert not any(record["subject"] for record in records)
    assert not any("line" in event for record in records for event in record["events"])
    segments = {e["segment"] for r in records for e in r["events"] if e.get("segment")}
    segments |= {e["category"] for r in records for e in r["events"] if e.get("category")}
    assert len(segments) >= 8
    places = [(record["commit"], record["path"]) for record in records]
    assert len(places) == len(set(places))


def test_what_comes_with_the_package_is_dated_well() -> None:
    judged = features_evaluation.judge(shared("facts/features-dated.csv"), evidence.records())
    confirmed = [j for j in judged if j.is_confirmed]
    right = sum(j.is_right for j in confirmed)
    assert right / len(confirmed) >= 0.85
    assert right / sum(j.is_read for j in judged) >= 0.75


def test_the_command_lists_compares_and_writes(tmp_path: Path) -> None:
    made = Made(tmp_path / "awesome")
    start = "# Awesome LLMOps\n\n## Serving\n\n- [vLLM](https://github.com/v/vllm) - fast\n"
    made.commit("2023-06-01", {"README.md": start}, "start")
    made.commit(
        "2023-08-01", {"README.md": start.replace("vLLM", "TGI").replace("v/vllm", "h/tgi")}
    )
    path = str(made.path)
    listed = command("history", path, "--at", "2023-07-01", "--format", "json", environment={})
    assert [(r["subcategory"], r["names"]) for r in json.loads(listed.stdout)] == [
        ("Serving", "vLLM")
    ]
    became = command("history", path, "--since", "2023-07-01", "--format", "json", environment={})
    assert {(r["fate"], r["name"]) for r in json.loads(became.stdout)} == {
        ("entered", "TGI"),
        ("left", "vLLM"),
    }
    file = tmp_path / "facts.jsonl"
    command("history", path, "--facts", "--records", str(file), environment={})
    assert [json.loads(line)["subject"] for line in file.read_text().splitlines()] == ["", ""]

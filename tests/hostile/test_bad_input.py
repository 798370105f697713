"""Every bad input is one clear line on standard error, with the right exit code, and no traceback."""

import json
import os
from pathlib import Path

import pytest
from tarpit_loaders import sources
from tarpit_loaders.documents.files import File
from tarpit_loaders.documents.items import Reading, Refused
from tarpit_loaders.extraction import pipeline

from tests.conftest import Run, command

GOOD = "Databricks acquired MosaicML for $1.3 billion."


def extract(*arguments: str | Path) -> tuple[int, str, str]:
    done = command("extract", *map(str, arguments), environment={})
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def refusal(file: Path) -> str:
    """Read one bad file; return the one line that says why it was refused."""
    code, out, error = extract(file)
    assert (code, out) == (2, "")
    assert error.count("\n") == 1, error
    return error


def test_an_empty_file(tmp_path: Path) -> None:
    for name in ("a.md", "a.html", "a.txt", "a.jsonl", "a.yml"):
        (tmp_path / name).touch()
        assert refusal(tmp_path / name) == f"refused {name}: is empty\n"


def test_a_file_of_200_megabytes(tmp_path: Path) -> None:
    with open(tmp_path / "a.md", "wb") as file:
        file.truncate(200_000_000)
    assert "200 MB is more than the 20 MB that one document may have" in refusal(tmp_path / "a.md")


def test_binary_data(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(os.urandom(2000) + b"\0")
    assert refusal(tmp_path / "a.md") == "refused a.md: is binary data, not text\n"
    (tmp_path / "b.txt").write_bytes(b"caf\xe9 \x81\x8d")
    assert "is not UTF-8 text (byte 3 is 0xe9)" in refusal(tmp_path / "b.txt")


def test_broken_yaml(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text("landscape:\n  - category:\n   name: [x")
    assert "is not valid YAML, line 3" in refusal(file)
    file.write_text("- a list")
    assert "is none of the .yml files that tarpit reads: landscape" in refusal(file)
    file.write_text(f"landscape: [&a x{', *a' * 60}]")
    assert "uses more than 50 YAML aliases; write their values out" in refusal(file)
    file.write_text("landscape: " + "[" * 100_000)
    assert "is not valid YAML" in refusal(file)


def test_broken_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: [x\n---\n{GOOD}")
    assert "its front matter is not YAML" in refusal(tmp_path / "a.md")


def test_a_file_that_nothing_reads(tmp_path: Path) -> None:
    (tmp_path / "a.exe").write_text("x")
    assert "no source reads .exe files" in refusal(tmp_path / "a.exe")


def test_a_missing_file_and_a_folder_without_documents(tmp_path: Path) -> None:
    code, _, error = extract(tmp_path / "nothing")
    assert (code, error) == (2, f"error: {tmp_path}/nothing: there is no such file or folder\n")
    (tmp_path / "code.py").write_text("x = 1")
    code, _, error = extract(tmp_path)
    assert code == 2
    assert error.startswith(f"error: {tmp_path}: no document in it; tarpit reads")


def test_bad_lines_lose_no_good_one(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "good", "text": GOOD}),
        "not json",
        "[1, 2]",
        json.dumps({"id": "x"}),
        json.dumps({"text": "x"}),
        json.dumps({"id": "e", "text": "x", "entities": [{"start": 5, "end": 3}]}),
        "[" * 5000,
        "",
        json.dumps({"id": "also good", "text": GOOD}),
    ]
    (tmp_path / "a.jsonl").write_bytes("\n".join(lines).encode() + b"\n\xff\xfe\n")
    code, out, error = extract(tmp_path / "a.jsonl")
    assert code == 4
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["good", "also good"]
    reasons = error.splitlines()
    assert [line.split(": ")[0] for line in reasons] == [
        f"refused a.jsonl:{number}" for number in (2, 3, 4, 5, 6, 7, 10)
    ]
    assert 'the line has no "text"' in reasons[2]


def test_a_line_too_long_is_skipped_without_being_held(tmp_path: Path) -> None:
    with open(tmp_path / "a.jsonl", "w") as file:
        file.write('{"id": "huge", "text": "' + "x" * 20_000_001 + '"}\n')
        file.write(json.dumps({"id": "good", "text": GOOD}) + "\n")
    code, out, error = extract(tmp_path / "a.jsonl")
    assert (code, json.loads(out)["id"]) == (4, "good")
    assert "the line is longer than 20 MB" in error


def test_markup_in_names_takes_no_effect(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    row = {"id": evil, "title": evil, "text": f"Databricks acquired MosaicML. {evil}"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    code, _, error = extract(tmp_path / "a.jsonl", "--output", tmp_path / "page.html")
    assert code == 0, error
    page = (tmp_path / "page.html").read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "text",
    [
        "](" * 50_000,
        "![" * 50_000,
        "<!--" * 50_000,
        "[a](" + "(" * 100_000,
        "*" * 200_000,
        "A" * 300_000,
        "Databricks " * 20_000,
        "**Ramp** acquires " * 5_000,
        "<a " * 50_000,
        "a\n" * 100_000,
    ],
    ids=lambda text: text[:6],
)
def test_no_text_takes_forever(tmp_path: Path, text: str) -> None:
    for name in ("a.md", "a.html", "a.txt"):
        (tmp_path / name).write_text(text)
        for reading in sources.read(File(tmp_path / name, name)):
            if isinstance(reading, Refused):  # a comment that nothing ends
                assert reading.reason == "has no text to read"
            else:
                assert isinstance(reading, Reading)
                assert isinstance(pipeline.extract(reading), pipeline.Extraction)


def test_exit_codes_of_usage_and_dates(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GOOD)
    assert extract()[0] == 2
    assert extract(tmp_path / "a.md", "--format", "odd")[0] == 2
    code, _, error = extract(tmp_path / "a.md", "--date", "yesterday")
    assert (code, error) == (2, "error: --date yesterday: write the day as YYYY-MM-DD\n")
    code, _, error = extract(tmp_path / "a.md", "--output", "/nowhere/out.jsonl")
    assert (code, error.count("\n")) == (2, 1)


@pytest.mark.database
def test_loading_says_what_was_refused_and_keeps_the_rest(tarpit: Run, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    (tmp_path / "bad.md").write_bytes(b"\0")
    done = tarpit("load", str(tmp_path))
    assert (done.returncode, done.stdout) == (4, "")
    assert "bad.md: is binary data, not text" in done.stderr
    assert tarpit("load", str(tmp_path / "bad.md")).returncode == 2
    assert tarpit("load", str(tmp_path / "good.md")).returncode == 0
    nothing = tarpit("load")
    assert (nothing.returncode, nothing.stderr.count("\n")) == (2, 1)
    assert tarpit("retract", "no such document").returncode == 2
    assert tarpit("why", "fact:none").returncode == 2
    assert tarpit("query", "no-such-query").returncode == 2
    assert tarpit("report", "acquirers", "Nobody Inc").returncode == 2

"""What runs is what was committed: Neo4j's archives and the reader's weights."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from tarpit_graph.embedded import download
from tarpit_graph.errors import DatabaseError, InputError
from tarpit_graph.files.checksums import SUMS, differing, read_sums, write_sums
from tarpit_graph.settings import Settings
from tarpit_loaders.reader import network

from docs import bill_of_materials


def test_sums_tell_what_differs_and_what_is_missing(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    write_sums(tmp_path, ("a", "b"))
    sums = read_sums((tmp_path / SUMS).read_text())
    assert differing(tmp_path, sums) == []
    (tmp_path / "a").write_text("another")
    (tmp_path / "b").unlink()
    assert differing(tmp_path, sums) == ["a", "b"]


def test_other_weights_than_the_trained_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(network.folder(), tmp_path / "weights")
    (tmp_path / "weights" / network.ENCODER).write_bytes(b"another network")
    monkeypatch.setenv(network.FOLDER, str(tmp_path / "weights"))
    with pytest.raises(InputError, match=r"encoder\.onnx is not the file that was trained"):
        network._checked(network.folder())


def test_an_archive_without_a_committed_sum_is_not_run(tmp_path: Path) -> None:
    library = download.installed(Settings().cache)
    if library is None:
        pytest.skip("Neo4j has not been downloaded yet")
    copy = tmp_path / "library"
    copy.mkdir()
    for archive in library.iterdir():
        (copy / archive.name).symlink_to(archive)
    download.check(copy)
    (copy / "extra.jar").write_bytes(b"")
    with pytest.raises(DatabaseError, match=r"1 of .* \(extra\.jar\): nothing was run"):
        download.check(copy)
    (copy / "extra.jar").unlink()
    first = next(iter(sorted(copy.iterdir())))
    first.unlink()
    first.write_bytes(b"another")
    with pytest.raises(DatabaseError, match="nothing was run"):
        download.check(copy)


def test_the_bill_of_materials_names_packages_archives_and_weights() -> None:
    made = bill_of_materials.bill()
    problems = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(made))
    assert problems is None
    named = {component["name"]: component for component in made["components"]}
    assert {"neo4j", "spacy", "encoder.onnx"} <= named.keys()
    assert len([name for name in named if name.endswith(".jar")]) > 200
    assert named["encoder.onnx"]["hashes"][0]["alg"] == "SHA-256"

"""The bill of materials in CycloneDX: pinned packages, Neo4j's archives and the reader's weights.

`python docs/bill_of_materials.py dist/tarpit.cdx.json` writes it; the same pins give the same bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from tarpit_graph.files.checksums import SUMS, read_sums

ROOT = Path(__file__).parent.parent
#: Folder or file with sums, and what the files in it are.
_SUMMED = (
    (files("tarpit_graph.embedded").joinpath("archives.sha256"), "library"),
    (files("tarpit_loaders.reader").joinpath("weights", SUMS), "machine-learning-model"),
)


def bill() -> dict[str, Any]:
    """Return the bill of materials."""
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements"]
    made = subprocess.run(
        [*command, "requirements.lock", "--pyproject", "pyproject.toml", "--output-reproducible"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    content: dict[str, Any] = json.loads(made.stdout)
    content["components"] += _summed()
    return content


def _summed() -> Iterator[dict[str, Any]]:
    for sums, kind in _SUMMED:
        for name, digest in read_sums(sums.read_text()).items():
            hashes = [{"alg": "SHA-256", "content": digest}]
            yield {"bom-ref": name, "type": kind, "name": name, "hashes": hashes}


if __name__ == "__main__":
    output = Path(sys.argv[1])
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(bill(), indent=1, sort_keys=True) + "\n", encoding="utf-8")

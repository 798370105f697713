"""Git repositories made for a test: files, days and subjects in, a clone on the disk out."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from dulwich import porcelain
from dulwich.repo import Repo


class Made:
    """A repository that a test commits to."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder
        self.repo = Repo.init(str(folder))

    def commit(
        self,
        day: str,
        files: Mapping[str, str | bytes | None],
        subject: str = "Update",
        *,
        authored: str = "",
    ) -> str:
        """Write files, or take them away where they are None, and commit; return the hash."""
        for name, content in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.unlink()
                porcelain.rm(self.repo, paths=[str(path)]) if path.exists() else None
            else:
                path.write_bytes(content.encode() if isinstance(content, str) else content)
        porcelain.add(
            self.repo, paths=[str(self.path / n) for n, c in files.items() if c is not None]
        )
        gone = [n.encode() for n, c in files.items() if c is None]
        if gone:
            index = self.repo.open_index()
            for place in gone:
                del index[place]
            index.write()
        return (
            self.repo.get_worktree()
            .commit(
                message=subject.encode(),
                committer=b"A <a@example.com>",
                author=b"A <a@example.com>",
                commit_timestamp=_seconds(day),
                author_timestamp=_seconds(authored or day),
                commit_timezone=0,
                author_timezone=0,
            )
            .decode()
        )

    def tag(self, name: str) -> None:
        """Tag the newest commit."""
        self.repo.refs[b"refs/tags/" + name.encode()] = self.repo.head()  # type: ignore[index]


def _seconds(day: str) -> int:
    return timegm(date.fromisoformat(day).timetuple()) + 43_200


def landscape(headings: Mapping[str, Mapping[str, list[str]]], *, new: bool = False) -> str:
    """Return a landscape file: categories, subcategories, and rows as YAML lines parted by `;`."""
    lines = ["landscape:"]
    for category, subcategories in headings.items():
        lines += ["  - category:" if not new else f"  - name: {category}"]
        lines += [f"    name: {category}"] if not new else []
        lines += ["    subcategories:"]
        for subcategory, rows in subcategories.items():
            lines += (
                ["      - subcategory:", f"        name: {subcategory}"]
                if not new
                else [f"      - name: {subcategory}"]
            )
            lines += ["        items:"]
            for row in rows:
                first, *rest = [part.strip() for part in row.split(";")]
                lines += (
                    [f"          - name: {first}"]
                    if new
                    else [
                        "          - item:",
                        f"            name: {first}",
                    ]
                )
                lines += [f"            {part}" for part in rest]
    return "\n".join(lines) + "\n"

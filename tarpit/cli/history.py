"""`tarpit history`: what a Git repository says over time, without storing any of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tarpit.cli.shared.messages import say
from tarpit.cli.shared.output import FormatOption, OutputOption, emit

if TYPE_CHECKING:
    from tarpit_loaders.histories.repository import Repository
    from tarpit_queries.table import Table


def history(
    clones: Annotated[
        list[Path], typer.Argument(metavar="REPOSITORY", help="Clones, plain or bare.")
    ],
    at: Annotated[
        str, typer.Option("--at", metavar="WHEN", help="What its lists held on a day or commit.")
    ] = "",
    since: Annotated[
        str, typer.Option("--since", metavar="WHEN", help="What became of that until --at, or now.")
    ] = "",
    records: Annotated[
        Path | None,
        typer.Option("--records", metavar="FILE", help="Write all of it, for `tarpit load FILE`."),
    ] = None,
    facts: Annotated[
        bool, typer.Option("--facts", help="Write no words of commits: names, days, numbers.")
    ] = False,
    path: Annotated[
        str, typer.Option(metavar="PATTERN", help="Write of files only those whose names hold it.")
    ] = "",
    heading: Annotated[
        str, typer.Option(metavar="PATTERN", help="Write of lists only what is under these.")
    ] = "",
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where clones without a remote come from.")
    ] = "",
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show what a repository's history says: what was listed when, and what became of it."""
    from tarpit_loaders.histories.repository import Repository

    if records is not None:
        from tarpit_loaders.crawl import history_files

        wanted = history_files.Wanted(facts, path, heading, host)
        history_files.write(clones, records, wanted, lambda name: say(f"reading {name}"))
        return
    for clone in clones:
        with Repository(clone) as repository:
            emit([_shown(repository, since, at)], format_, output)


def _shown(repository: Repository, since: str, at: str) -> Table:
    """The table the options ask for: what became of a list, what it held, or a summary."""
    if since:
        return _fates(repository, since, at)
    return _listed(repository, at) if at else _summary(repository)


def _summary(repository: Repository) -> Table:
    from tarpit_loaders.crawl import git_history
    from tarpit_queries.table import Column, Table

    found: dict[str, list[str]] = defaultdict(list)
    events: dict[str, Counter[str]] = defaultdict(Counter)
    for record in git_history.read(repository):
        found[record["path"]].append(record["day"])
        events[record["path"]].update(event["event"] for event in record["events"])
    columns = ("file", "from", "to", "commits", "event", "times")
    rows = tuple(
        {
            "file": path,
            "from": min(found[path]),
            "to": max(found[path]),
            "commits": len(found[path]),
            "event": event,
            "times": times,
        }
        for path in sorted(found)
        for event, times in sorted(events[path].items())
    )
    return Table(f"What the history of {repository.name} says", tuple(map(Column, columns)), rows)


def _listed(repository: Repository, at: str) -> Table:
    from tarpit_loaders.histories import comparing
    from tarpit_queries.table import Column, Table

    headings: dict[tuple[str, str], set[str]] = defaultdict(set)
    for category, subcategory, name in comparing.listed(repository, at):
        headings[category, subcategory].add(name)
    columns = (
        Column("category", "The heading above."),
        Column("subcategory", "The heading."),
        Column("products", "Distinct names under it.", is_bar=True),
        Column("names", "These names.", is_detail=True),
    )
    rows = tuple(
        {"category": c, "subcategory": s, "products": len(names), "names": ", ".join(sorted(names))}
        for (c, s), names in sorted(headings.items())
    )
    return Table(f"What {repository.name} listed at {at}", columns, rows)


def _fates(repository: Repository, since: str, at: str) -> Table:
    from tarpit_loaders.histories import comparing
    from tarpit_queries.table import Column, Table

    newest = repository.commits()[-1].id
    columns = ("fate", "name", "category", "subcategory", "now", "day", "reason")
    rows = []
    for fate in comparing.fates(repository, since, at or newest):
        before, after = fate.before or fate.after or ("", "", ""), fate.after
        rows.append(
            {
                "fate": fate.fate,
                "name": before[2],
                "category": before[0],
                "subcategory": before[1],
                "now": " / ".join(after) if after and fate.before else "",
                "day": fate.day,
                "reason": fate.reason,
            }
        )
    title = f"What became of the products of {repository.name} from {since} to {at or newest[:10]}"
    return Table(title, tuple(map(Column, columns)), tuple(rows))

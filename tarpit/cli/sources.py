"""`tarpit sources`: what the sources file lists, whether it can be fetched, and what is kept of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tarpit.cli.shared.dynamic import group, shown
from tarpit.cli.shared.messages import say
from tarpit.cli.shared.output import FormatOption, OutputOption, emit
from tarpit.cli.shared.session import SOME_FAILED, AllowPrivate, open_database
from tarpit.cli.sync import DEFAULT, File
from tarpit.web import open_web

if TYPE_CHECKING:
    from tarpit_loaders.sync.sources_file import SourceEntry
    from tarpit_loaders.web.client import Web

app = group("The sources that `tarpit sync` keeps up to date, in a file of YAML.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")]


@app.command("add", epilog=shown("tarpit sources add news https://example.com/feed.xml"))
def add(
    name: Name,
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="Address, file or folder.")
    ] = "",
    file: File = DEFAULT,
    kind: Annotated[str, typer.Option("--kind", help="How it is read; see `kinds`.")] = "",
    workload: Annotated[
        list[str] | None, typer.Option("--workload", help="A job that its products do.")
    ] = None,
    trust: Annotated[
        float, typer.Option("--trust", min=0.01, max=1, help="How far its claims count.")
    ] = 1.0,
    every: Annotated[str, typer.Option("--every", help="How long it stays fresh.")] = "1d",
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="A setting of its kind."),
    ] = None,
) -> None:
    """Add a source to the file."""
    from tarpit_loaders.load import inputs
    from tarpit_loaders.sync import sources_file

    entry: dict[str, object] = {"name": name}
    if kind:
        entry["kind"] = kind
    if address:
        entry["url" if inputs.is_address(address) else "path"] = address
    if workload:
        entry["workloads"] = workload
    if trust < 1:
        entry["trust"] = trust
    entry |= {"every": every} | _settings(setting or [])
    sources_file.add(file, entry)
    say(f"added {name} to {file}")


@app.command("list", epilog=shown("tarpit sources list"))
def list_(file: File = DEFAULT, format_: FormatOption = None, output: OutputOption = None) -> None:
    """List the sources, and when each was looked at last."""
    from tarpit_loaders.sync import last_checked, sources_file
    from tarpit_queries.table import Column, Table

    columns = ("name", "kind", "address", "workloads", "trust", "every", "last", "due")
    rows = tuple(
        {
            "name": entry.name,
            "kind": entry.kind or "by its content",
            "address": entry.address,
            "workloads": ", ".join(entry.workloads),
            "trust": entry.trust,
            "every": entry.every,
            "last": last_checked.last(entry.name) or "never",
            "due": "yes" if last_checked.is_due(entry) else "",
        }
        for entry in sources_file.read(file).entries
    )
    emit([Table("Sources", tuple(map(Column, columns)), rows)], format_, output)


@app.command("check", epilog=shown("tarpit sources check"))
def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME")] = None,
    file: File = DEFAULT,
    allow_private: AllowPrivate = False,
) -> None:
    """Fetch every source without storing it; report errors and what was found."""
    from tarpit_graph.errors import InputError
    from tarpit_loaders.sync import sources_file

    sources = sources_file.read(file)
    failed = 0
    web = open_web(contact=sources.contact, pause=sources.pause, allow_private=allow_private)
    with web as opened:
        for entry in sources.named(names or ()):
            try:
                typer.echo(f"ok       {entry.name}: {_found(entry, opened, file.parent)}")
            except InputError as error:
                failed += 1
                typer.echo(f"problem  {entry.name}: {error}")
    if failed:
        raise typer.Exit(SOME_FAILED)


@app.command("remove", epilog=shown("tarpit sources remove news"))
def remove(name: Name, file: File = DEFAULT) -> None:
    """Take a source out of the file and forget how far it was read; its claims stay."""
    from tarpit_graph.claims import sync_state
    from tarpit_loaders.sync import sources_file

    sources_file.remove(file, name)
    with open_database() as database:
        sync_state.remove_source(database, name)
    say(f"removed {name} from {file}; its documents stay: `tarpit retract`")


@app.command("kinds", epilog=shown("tarpit sources kinds"))
def kinds(format_: FormatOption = None, output: OutputOption = None) -> None:
    """List the kinds of sources, what is read of each and what is skipped."""
    from tarpit_loaders import sources
    from tarpit_queries.table import Column, Table

    columns = ("kind", "endings", "reads", "skips", "settings")
    rows = tuple(
        {
            "kind": kind,
            "endings": " ".join(source.endings),
            "reads": source.reads,
            "skips": source.skips,
            "settings": " ".join(source.settings),
        }
        for kind, source in sources.load().kinds.items()
    )
    emit([Table("Kinds of sources", tuple(map(Column, columns)), rows)], format_, output)


@app.command("gc", epilog=shown("tarpit sources gc"))
def gc() -> None:
    """Delete kept bytes that no document refers to any more."""
    from tarpit_graph.claims import sync_state
    from tarpit_graph.settings import Settings
    from tarpit_loaders.documents.raw_store import RawStore

    store = RawStore(Settings().raw_folder)
    with open_database() as database:
        wanted = sync_state.kept_bytes(database)
    gone = [digest for digest in store.digests() if digest not in wanted]
    freed = sum(map(store.remove, gone))
    store.remove_partial()
    say(f"deleted {len(gone)} files, {freed / 1e6:.1f} MB")


def _settings(pairs: list[str]) -> dict[str, object]:
    import yaml
    from tarpit_graph.errors import InputError

    found: dict[str, object] = {}
    for pair in pairs:
        key, is_pair, value = pair.partition("=")
        if not is_pair:
            raise InputError(f"--set {pair}: write KEY=VALUE")
        try:
            found[key] = yaml.safe_load(value)
        except yaml.YAMLError as error:
            raise InputError(f"--set {pair}: the value is not YAML") from error
    return found


def _found(entry: SourceEntry, web: Web, base: Path) -> str:
    """Return what the first look at a source finds.

    Raises:
        InputError: it cannot be fetched or read.
    """
    from collections import Counter
    from dataclasses import replace

    from tarpit_graph.errors import InputError
    from tarpit_loaders import sources
    from tarpit_loaders.crawl import fetch
    from tarpit_loaders.documents import files
    from tarpit_loaders.documents.items import Refused

    known = sources.load()
    if entry.path:
        found = files.find([str(base / entry.path)], known.suffixes)
        all_files = [replace(file, hints=entry.hints) for file in found]
    else:
        pages = [fetch.get(web, replace(entry.hints, url=url)) for url in entry.addresses()]
        all_files = [page.file for page in pages if page is not None]
    items: Counter[str] = Counter()
    for file in all_files:
        for item in sources.read(file):
            if isinstance(item, Refused) and len(all_files) == 1 and not items:
                raise InputError(f"{item.where}: {item.reason}")
            items[type(item).__name__] += 1
    words = {"Reading": "documents", "Follow": "pages listed", "Refused": "refused", "Skipped": ""}
    said = [f"{n} {words[name]}" for name, n in sorted(items.items()) if words[name]]
    return ", ".join(said) or "nothing to read"

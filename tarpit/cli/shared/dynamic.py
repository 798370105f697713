"""Groups of commands, and commands made from data: a query's header or a report's signature becomes typed options."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, TypeAlias

import typer
import typer.main
from typer.core import TyperGroup

from tarpit.cli.shared.output import FormatOption, OutputOption


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a command can be asked about."""

    name: str
    type: type
    default: Any
    doc: str
    is_argument: bool = False

    def parameter(self) -> inspect.Parameter:
        """Return it as Typer reads it from a function's signature."""
        info = (
            typer.Argument(help=self.doc, show_default=self.default != "")
            if self.is_argument
            else typer.Option(f"--{self.name.replace('_', '-')}", help=self.doc)
        )
        return inspect.Parameter(
            self.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=self.default,
            annotation=Annotated[self.type, info],
        )


#: An option that several commands share: its name, what Typer reads of it, and its default.
Shared: TypeAlias = tuple[str, Any, Any]
_SHARED: tuple[Shared, ...] = (("format_", FormatOption, None), ("output", OutputOption, None))


def command(
    name: str,
    doc: str,
    options: list[Option],
    run: Callable[..., None],
    shared: Sequence[Shared] = (),
    examples: Sequence[str] = (),
) -> Any:
    """Return a command; `run` is called with every option by name."""
    parameters = [option.parameter() for option in options]
    parameters += [
        inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=d, annotation=a)
        for n, a, d in (*_SHARED, *shared)
    ]

    def callback(**values: Any) -> None:
        run(**values)

    callback.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    callback.__annotations__ = {p.name: p.annotation for p in parameters}
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(name, help=doc, epilog=shown(*examples))(callback)
    return typer.main.get_command(app)


def shown(*examples: str) -> str:
    """Return examples as the end of a command's help, a line each."""
    return "\n\n".join(("Examples:", *(f"$ {example}" for example in examples)))


class Group(TyperGroup):
    """A group whose help lists each command with its whole first sentence, which the library would cut."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, c.get_short_help_str(sys.maxsize)) for name, c in found if c]
            )


def group(help_: str, cls: type[Group] = Group, *, shows_help: bool = True) -> typer.Typer:
    """Return a group of commands with plain help: to draw boxes around it takes longer than all the rest.

    Args:
        help_: What it is for.
        cls: How its commands are found.
        shows_help: Show the help where no command is given.
    """
    return typer.Typer(
        cls=cls,
        help=help_,
        no_args_is_help=shows_help,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


class FoundByScan(Group):
    """A group whose commands are files: listed by name, built only when asked for."""

    def names(self) -> list[str]:
        """Return the names of the commands."""
        raise NotImplementedError

    def build(self, name: str) -> Any:
        """Build one command."""
        raise NotImplementedError

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in the order to show them."""
        return sorted(self.names())

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find a command by its name; where there is none, name those spelled alike."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            near = get_close_matches(args[0], known, n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
            ctx.fail(f"there is no {ctx.info_name} {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return one command, or None where there is no such file."""
        return self.build(cmd_name) if cmd_name in self.names() else None

"""Cypher that a person's own language model wrote: run only where it reads, within bounds of time and rows."""

from __future__ import annotations

import re
import shlex
import subprocess

from tarpit_graph.database import cypher_guard
from tarpit_graph.database.session import Database
from tarpit_graph.errors import InputError
from tarpit_graph.ontology import ENTITY_LABELS, NODES, REFUTED, RELATIONS, UNCONFIRMED

from tarpit_queries import questions
from tarpit_queries.table import Table

#: The program may take so many seconds, the statement so many, and so many rows are shown.
_PROGRAM_SECONDS, _SECONDS, _ROWS = 120.0, 20.0, 200
#: Characters of an answer that are looked at.
_MOST_CHARACTERS = 20_000
_FENCED = re.compile(r"```(?:cypher)?\s*\n(.*?)```", re.DOTALL)


def written(database: Database, question: str, command: str) -> str:
    """Return the statement that a program writes for a question, after EXPLAIN has shown that it only reads.

    Args:
        database: In which it is explained; nothing is run.
        question: What is asked.
        command: The program and its arguments; it reads from standard input and is not run by a shell.

    Raises:
        InputError: the program fails, or writes no statement that reads.
    """
    try:
        done = subprocess.run(
            shlex.split(command),
            input=prompt(question),
            capture_output=True,
            text=True,
            timeout=_PROGRAM_SECONDS,
            check=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise InputError(f"--model {command}: {error}") from error
    statement = statement_in(done.stdout[:_MOST_CHARACTERS])
    check(database, statement)
    return statement


def prompt(question: str) -> str:
    """Return what the program reads: what the graph holds, what to write, and the question."""
    return (
        "Write one Cypher statement for Neo4j that answers the question. It may only read. "
        f"Answer with the statement alone.\n\n{schema()}\nQuestion: {question}\n"
    )


def schema() -> str:
    """Return what the graph holds: labels with their properties, and relationships with their ends."""
    nodes = "\n".join(
        f"(:{label} {{{', '.join(p.name for p in NODES[label].properties)}}}): {NODES[label].doc}"
        for label in ENTITY_LABELS
    )
    relations = "\n".join(
        f"(:{subject})-[:{relation.name}]->(:{object_}): {relation.doc}"
        for relation in RELATIONS.values()
        for subject, object_ in relation.ends
    )
    return (
        f"Nodes:\n{nodes}\n\nRelationships:\n{relations}\n"
        f"What is only said is [:{UNCONFIRMED}], what is denied or cancelled [:{REFUTED}]; their "
        "property `predicate` tells the relation. Every relationship has status, support, "
        "confidence, valid_from and id.\n"
    )


def statement_in(text: str) -> str:
    """Return the statement in what a model wrote: what is fenced, else all of it.

    >>> statement_in("Here you are:\\n```cypher\\nMATCH (n) RETURN n;\\n```")
    'MATCH (n) RETURN n'
    """
    fenced = _FENCED.search(text)
    statement = (fenced[1] if fenced else text).strip().rstrip(";").strip()
    if not statement:
        raise InputError("the model wrote no statement")
    return statement


def check(database: Database, statement: str) -> None:
    """Refuse a statement that does more than read, by our list of procedures and by Neo4j's own plan.

    Raises:
        InputError: it writes, changes the schema, reaches beyond the graph, or is no statement.
    """
    cypher_guard.check(statement)
    if (kind := database.kind_of(statement)) != "r":
        raise InputError(
            f"this statement does not only read (Neo4j calls it {kind!r}): {statement}"
        )


def run(database: Database, statement: str, title: str) -> Table:
    """Run a statement that reads, within bounds of time and rows.

    Raises:
        InputError: see `check`; or it takes too long.
    """
    check(database, statement)
    return questions.run(database, statement, title=title, seconds=_SECONDS, most=_ROWS)

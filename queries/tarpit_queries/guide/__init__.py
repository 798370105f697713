"""A guide for Neo4j Browser: the thesis, claim by claim, each with a question to run and one to look at."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment

from tarpit_queries import questions

#: The folder in which the Browser shows the saved questions.
_FOLDER = "tarpit"
#: A zip file has a date in it; the same questions make the same file.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One claim of the thesis.

    Attributes:
        question: Name of the question that tests it.
        drawing: A statement whose answer is drawn.
    """

    title: str
    text: str
    question: str
    drawing: str = ""


CLAIMS: tuple[GuideStep, ...] = (
    GuideStep(
        "Every layer is crowded",
        "Ten or more products do the same job. The table counts them; the drawing shows one segment.",
        "crowded-segments",
        "MATCH path = (:Company)-[:MAKES]->(:Product)-[:SERVES]->(w:Workload)\n"
        "WHERE w.name = 'Vector databases'\nRETURN path",
    ),
    GuideStep(
        "The same features everywhere",
        "Table stakes spread within one to three months. Who had it first, and who followed?",
        "features",
        "MATCH path = (:Product)-[:HAS_FEATURE]->(f:Feature)\n"
        "WHERE COUNT { (f)<-[:HAS_FEATURE]-() } > 1\nRETURN path LIMIT 100",
    ),
    GuideStep(
        "Rivals meet everywhere",
        "Sentences that call two companies or products competitors.",
        "competitors",
        "MATCH path = ()-[:COMPETES_WITH]->()\nRETURN path LIMIT 150",
    ),
    GuideStep(
        "Incumbents become platforms",
        "They grow up and down the stack until they serve every layer.",
        "platforms",
    ),
    GuideStep(
        "Open source follows",
        "What is closed gets an open alternative.",
        "open-source-alternatives",
        "MATCH path = (:Product)-[:CLONE_OF]->(:Product)\nRETURN path LIMIT 100",
    ),
    GuideStep("Prices fall", "What a product costs since when.", "prices"),
    GuideStep(
        "A lucky few are bought",
        "Completed and announced deals. A rumour is never among them: "
        "what is only said has a type of its own.",
        "deals",
        "MATCH path = (:Company)-[:ACQUIRED]->(:Company)\nRETURN path LIMIT 150",
    ),
    GuideStep(
        "What was only said",
        "Talks, plans, denials and deals that fell apart: orange in the drawing.",
        "unconfirmed-deals",
        "MATCH path = (:Company)-[:UNCONFIRMED|REFUTED]->(:Company)\nRETURN path LIMIT 100",
    ),
)
#: From an edge to its sentences.
EVIDENCE = """\
MATCH (a:Company {name: 'Databricks'})-[r:ACQUIRED]->(b:Company {name: 'MosaicML'})
UNWIND r.claims AS id
MATCH (c:Claim {id: id})-[:FROM]->(d:Document)
RETURN c.published AS published, c.status AS status, c.sentence AS sentence, d.url AS url
ORDER BY published"""


def page(address: str) -> str:
    """Return the guide as `:guide` reads it.

    Args:
        address: Where the guide and the style sheet are served, without a slash at the end.
    """
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = files(__name__) / "guide.html"
    claims = [(claim, source(claim.question)) for claim in CLAIMS]
    return environment.from_string(template.read_text(encoding="utf-8")).render(
        address=address, claims=claims, evidence=EVIDENCE
    )


def source(name: str) -> str:
    """Return a question's file as it stands, which pastes into the Browser."""
    file = files("tarpit_queries.questions") / f"{name.replace('-', '_')}.cypher"
    return file.read_text(encoding="utf-8").strip()


def saved_scripts() -> bytes:
    """Return all questions as the archive that the Browser imports among its saved scripts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in questions.names():
            entry = zipfile.ZipInfo(f"{_FOLDER}/{name}.cypher", _NO_DATE)
            archive.writestr(entry, source(name))
    return out.getvalue()

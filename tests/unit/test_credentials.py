"""How tarpit logs in to a database: where, over what, and with whose password."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from pydantic import SecretStr
from tarpit_graph.database.credentials import KEYRING_SERVICE, address, password
from tarpit_graph.errors import DatabaseError, InputError
from tarpit_graph.settings import Settings


def _settings(**said: object) -> Settings:
    return Settings().model_copy(update=said)


@pytest.mark.parametrize(
    ("said", "used"),
    [
        ("graph.example.com", "neo4j+s://graph.example.com"),
        ("graph.example.com:7687", "neo4j+s://graph.example.com:7687"),
        ("localhost:7687", "bolt://localhost:7687"),
        ("bolt://127.0.0.1:7687", "bolt://127.0.0.1:7687"),
        ("bolt://[::1]:7687", "bolt://[::1]:7687"),
        ("neo4j+s://x.databases.example.com", "neo4j+s://x.databases.example.com"),
        ("bolt+ssc://10.1.2.3:7687", "bolt+ssc://10.1.2.3:7687"),
    ],
)
def test_other_machines_are_reached_by_tls(said: str, used: str) -> None:
    assert address(_settings(uri=said)) == used


@pytest.mark.parametrize(
    "said",
    [
        "bolt://graph.example.com:7687",
        "neo4j://10.1.2.3",
        "bolt://0.0.0.0:7687",
        # What stands before an @ is no host.
        "bolt://localhost@graph.example.com",
        "bolt://localhost.example.com",
    ],
)
def test_a_password_does_not_leave_in_plain_text(said: str) -> None:
    with pytest.raises(DatabaseError, match="plain text .* TARPIT_PLAIN_TEXT"):
        address(_settings(uri=said))
    assert address(_settings(uri=said, plain_text=True)) == said


def test_a_password_comes_from_the_environment_a_file_or_a_keyring(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("of a file\n")
    file.chmod(0o600)
    assert password(_settings(password_file=file)) == "of a file"
    assert password(_settings(password=SecretStr("said"), password_file=file)) == "said"
    uri = "neo4j+s://graph.example.com"
    before = keyring.get_keyring()
    keyring.set_keyring(_Keys())
    try:
        keyring.set_password(KEYRING_SERVICE, f"analyst@{uri}", "of the keyring")
        assert password(_settings(uri=uri, username="analyst")) == "of the keyring"
        assert password(_settings(uri=uri, username="other")) == ""
    finally:
        keyring.set_keyring(before)


def test_a_password_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("for all to see")
    file.chmod(0o644)
    with pytest.raises(InputError, match="others can read it: chmod 600"):
        password(_settings(password_file=file))
    with pytest.raises(InputError, match="cannot be read: No such file"):
        password(_settings(password_file=tmp_path / "none"))


class _Keys(KeyringBackend):
    """A keyring of this process."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

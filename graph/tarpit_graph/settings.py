"""Where things are: the connection and our folders, from the environment alone.

`NEO4J_URI`, `NEO4J_USERNAME`, `NEO4J_PASSWORD` and `NEO4J_DATABASE` have their usual meaning and
are read here and nowhere else. Without `NEO4J_URI` the embedded server is used.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    """The settings of one process."""

    uri: str | None = Field(default=None, validation_alias="NEO4J_URI")
    username: str = Field(default="neo4j", validation_alias="NEO4J_USERNAME")
    password: SecretStr = Field(default=SecretStr(""), validation_alias="NEO4J_PASSWORD")
    database: str = Field(default="neo4j", validation_alias="NEO4J_DATABASE")
    #: The embedded server's data, logs and password.
    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("tarpit", appauthor=False)),
        validation_alias="TARPIT_HOME",
    )
    #: What was decided of names: `tarpit resolve`. By default `decisions.yml` in `home`.
    decisions: Path | None = Field(default=None, validation_alias="TARPIT_DECISIONS")
    #: Who is an incumbent, where a person knows better. By default `incumbents.yml` in `home`.
    incumbents: Path | None = Field(default=None, validation_alias="TARPIT_INCUMBENTS")
    #: The downloaded server: safe to delete, fetched again when needed.
    cache: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("tarpit", appauthor=False)),
        validation_alias="TARPIT_CACHE",
    )

    @property
    def incumbents_file(self) -> Path:
        """The file that says who is an incumbent."""
        return self.incumbents or self.home / "incumbents.yml"

    @property
    def raw_folder(self) -> Path:
        """The folder with the bytes that documents were read from."""
        return self.home / "raw"

    @property
    def web_cache(self) -> Path:
        """The folder with what was fetched from the web."""
        return self.cache / "web"

    @property
    def decisions_file(self) -> Path:
        """The file that holds what was decided of names."""
        return self.decisions or self.home / "decisions.yml"

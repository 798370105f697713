"""Settings: the connection and the folders.

What the command line says goes before the environment, this before the config file (`config`), and this before
the defaults. `NEO4J_URI`, `NEO4J_USERNAME`, `NEO4J_PASSWORD` and `NEO4J_DATABASE` have their usual meaning
and are read here and nowhere else. Without `NEO4J_URI` the embedded server is used.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from tarpit_graph import config


class Settings(BaseSettings):
    """The settings of one process."""

    # A variable that is set to nothing is as good as not set.
    model_config = SettingsConfigDict(env_ignore_empty=True)

    uri: str | None = Field(
        default=None,
        validation_alias="NEO4J_URI",
        description="Address of a Neo4j; without it the embedded one is used.",
    )
    username: str = Field(
        default="neo4j", validation_alias="NEO4J_USERNAME", description="User of that Neo4j."
    )
    password: SecretStr = Field(
        default=SecretStr(""), validation_alias="NEO4J_PASSWORD", description="Its password."
    )
    password_file: Path | None = Field(
        default=None,
        validation_alias="NEO4J_PASSWORD_FILE",
        description="File with the password, which no other user may read.",
    )
    plain_text: bool = Field(
        default=False,
        validation_alias="TARPIT_PLAIN_TEXT",
        description="Let the password travel unencrypted to another machine.",
    )
    database: str = Field(
        default="neo4j", validation_alias="NEO4J_DATABASE", description="Which database of it."
    )
    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("tarpit", appauthor=False)),
        validation_alias="TARPIT_HOME",
        description="Folder with the embedded server's data, logs and password.",
    )
    decisions: Path | None = Field(
        default=None,
        validation_alias="TARPIT_DECISIONS",
        description="What was decided of names (`tarpit resolve`); `decisions.yml` in `home`.",
    )
    reviews: Path | None = Field(
        default=None,
        validation_alias="TARPIT_REVIEWS",
        description="What was decided of claims (`tarpit review`); `reviews.jsonl` in `home`.",
    )
    incumbents: Path | None = Field(
        default=None,
        validation_alias="TARPIT_INCUMBENTS",
        description="Who is an incumbent, where a person knows better; `incumbents.yml` in `home`.",
    )
    lineage: str | None = Field(
        default=None,
        validation_alias="TARPIT_LINEAGE",
        description="Where OpenLineage events of each load go: a file of JSON lines, or an address.",
    )
    cache: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("tarpit", appauthor=False)),
        validation_alias="TARPIT_CACHE",
        description="Folder of what was downloaded; safe to delete, fetched again when needed.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the config file behind the environment."""
        aliases = {n: str(f.validation_alias) for n, f in settings_cls.model_fields.items()}
        said = {aliases[key]: value for key, value in config.read(aliases).items()}
        return init_settings, env_settings, InitSettingsSource(settings_cls, init_kwargs=said)

    @property
    def incumbents_file(self) -> Path:
        """The file that says who is an incumbent."""
        return self.incumbents or self.home / "incumbents.yml"

    @property
    def reviews_file(self) -> Path:
        """The file that holds what was decided of claims."""
        return self.reviews or self.home / "reviews.jsonl"

    @property
    def raw_folder(self) -> Path:
        """The folder with the bytes that documents were read from."""
        return self.home / "raw"

    @property
    def snapshots_folder(self) -> Path:
        """The folder with what was read last of a large graph; safe to delete."""
        return self.home / "snapshots"

    @property
    def web_cache(self) -> Path:
        """The folder with what was fetched from the web."""
        return self.cache / "web"

    @property
    def decisions_file(self) -> Path:
        """The file that holds what was decided of names."""
        return self.decisions or self.home / "decisions.yml"

"""Every setting of the service, in one table: the fields of `Settings`, each with its default and a line of help.

A setting is read from the environment variable GRADER_<FIELD>; GRADER_<FIELD>_FILE names a file that holds the value,
which is how secrets are given to containers. docs/operations.md shows the table (`make docs`).

Importing this module takes a tenth of a second, for pydantic; `grader grade` does without it.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from grader.errors import SettingsError
from grader.model import MEMORY_TECHNIQUES, Isolation, parse_memory_tuning

#: The folder that holds `grader/`, `reference/` and `testcases/`.
PROJECT = Path(__file__).resolve().parent.parent
PREFIX = "GRADER_"

#: How the jail is built.
JailMode = Literal["auto", "warm", "cold"]


def _known_tuning(text: str) -> str:
    try:
        parse_memory_tuning(text)
    except ValueError:
        raise ValueError(f"must be auto, on, off, or a list of {', '.join(MEMORY_TECHNIQUES)}") from None
    return text


def _one_address(text: str) -> str:
    if text and (not text.isprintable() or not _ADDRESS.fullmatch(parseaddr(text)[1])):
        raise ValueError("must be an email address, such as Grader <grader@example.edu>")
    return text


_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_Folder = Annotated[Path, AfterValidator(Path.expanduser), AfterValidator(Path.resolve)]
_Count = Annotated[int, Field(ge=0)]
_Some = Annotated[int, Field(ge=1)]
#: Seconds or days.
_Time = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Address = Annotated[str, AfterValidator(lambda url: url.rstrip("/"))]


class Settings(BaseSettings):
    """The table. Build it with `from_env`, and a changed copy with `model_copy(update=...)`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    root: _Folder = Field(PROJECT, description="Folder that holds testcases/ and reference/.")
    data_dir: _Folder = Field(
        default_factory=lambda data: data["root"] / ".data",
        description="Folder of the database, of Redis's files and of keys. Default: .data in GRADER_ROOT.",
    )
    database_url: str = Field(
        default_factory=lambda data: f"sqlite:///{data['data_dir'] / 'grader.sqlite3'}",
        repr=False,
        description="SQLAlchemy URL. Default: SQLite in GRADER_DATA_DIR.",
    )
    redis_url: str = Field(
        "", repr=False, description="redis://:password@host:6379/0. Unset, `grader serve` starts a private Redis."
    )
    redis_prefix: str = Field("grader:", description="Prefix of every key in Redis.")
    mnist_dir: Annotated[Path, AfterValidator(Path.expanduser)] | None = Field(
        None, description="Folder with the four idx .gz files of MNIST."
    )
    mnist_download: bool = Field(True, description="Fetch MNIST from public mirrors into GRADER_DATA_DIR when missing.")
    secret_key: str = Field(
        "", repr=False, description="Signs cookies and receipts. Default: made once and kept in GRADER_DATA_DIR."
    )
    demo: bool = Field(
        True, description="Set up the demo course, and let its people sign in with the passwords of demo.json."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: _Count = Field(8000, description="Port to listen on.")
    public_url: _Address = Field(
        "", description="Address for people, e.g. https://grader.example.edu; https makes cookies secure."
    )
    smtp_host: str = Field(
        "", description="Mail server that takes the emails. Unset, emails are only written to the log."
    )
    smtp_port: _Some = Field(587, description="Port of the mail server; 465 is usual with tls, 25 with none.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to the mail server is encrypted: starttls, tls or none."
    )
    smtp_user: str = Field("", description="User at the mail server; unset, none signs in.")
    smtp_password: str = Field("", repr=False, description="Password at the mail server.")
    smtp_from: Annotated[str, AfterValidator(_one_address)] = Field(
        "", description="Sender of the emails, e.g. Grader <grader@example.edu>; default: grader@ the public host."
    )
    trusted_proxies: _Count = Field(
        0, description="How many reverse proxies in front are trusted to give the client's address."
    )
    workers: _Some = Field(
        2, description="Worker processes for quick assignments; as many as there are cores is a good start."
    )
    pin_workers: bool = Field(
        True, description="Keep each of GRADER_WORKERS to a core of its own, if there are as many cores."
    )
    training_workers: _Some = Field(1, description="Worker processes for long training runs.")
    web_workers: _Some = Field(2, description="Web server processes.")
    web_threads: Annotated[int, Field(ge=4)] = Field(
        400, description="Threads of each web server process; each live watcher holds one."
    )
    max_watchers: _Some = Field(
        340, description="Live watchers of one web process, fewer than its threads; further ones poll."
    )
    person_watchers: _Some = Field(20, description="Of these, so many for one person who is signed in.")
    token_watchers: _Some = Field(256, description="Of these, so many for one API token, which may watch for a class.")
    max_upload_bytes: _Some = Field(1048576, description="Largest upload.")
    lease_seconds: _Time = Field(
        30, description="A worker that has not renewed its lease for so long is considered dead."
    )
    sweep_seconds: _Time = Field(5, description="How often the sweeper looks for lost and interrupted work.")
    requeue_seconds: _Time = Field(30, description="A submission that has waited so long is enqueued again.")
    max_tries: _Some = Field(
        3, description="A submission fails after so many runs that failed by the grader's own fault."
    )
    jail_mode: JailMode = Field("auto", description="auto, warm or cold: how the jail is built.")
    isolation: Isolation = Field(
        Isolation.GROUP,
        description="group: one process for the visible and one for the hidden test cases of a submission that cannot "
        "keep anything from one to the next. case: a process for each test case.",
    )
    memory_tuning: Annotated[str, AfterValidator(_known_tuning)] = Field(
        "auto", description="Memory tuning of warm jails: auto (where tested), on, off, or techniques."
    )
    evaluator_bytes: _Some = Field(
        2 * 1024**3, description="Address space of an evaluator, which checks answers, in bytes."
    )
    evaluator_seconds: _Time = Field(5, description="Processor time for checking the answers of one test, in seconds.")
    repair_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = Field(
        2, description="Time for the search for a repair of a failed submission, in seconds; 0: none is searched for."
    )
    repair_workers: _Some = Field(1, description="Worker processes that search for repairs, at the lowest priority.")
    interactive_seconds: _Time = Field(300, description="Hard limit of one run in the interactive lane.")
    training_seconds: _Time = Field(1800, description="Hard limit of one run in the training lane.")
    session_days: _Time = Field(14, description="A sign-in lasts so long.")
    registration: bool = Field(True, description="Whether people make their own accounts with a course's join code.")
    student_rate: str = Field("30 per minute", description="How often one student may hand in.")
    token_rate: str = Field(
        "60000 per minute", description="How often one API token may call. The default stops only what has run wild."
    )
    sign_in_rate: str = Field("20 per minute", description="How often one address may try to sign in.")
    stop_seconds: _Time = Field(
        5, description="How long a stop waits for runs under way; the rest waits for the next start."
    )
    heartbeat_dir: Annotated[Path, AfterValidator(Path.expanduser)] | None = Field(
        None,
        description="Folder where each lane's worker touches LANE.heartbeat, for health checks, while Redis answers, "
        "and `grader xqueue` xqueue.heartbeat while its server answers.",
    )
    webhook_private: bool = Field(
        False, description="Whether webhooks may go to private addresses, such as those of the local network."
    )
    xqueue: str = Field(
        "", description="Arguments of a `grader xqueue` that `grader serve` runs as well, such as --url ... --queue ..."
    )
    xqueue_poll_seconds: _Time = Field(2, description="How often `grader xqueue` asks an empty queue.")
    xqueue_basic_auth: str = Field(
        "", repr=False, description="user:password, where HTTP basic authentication is in front of the XQueue server."
    )
    xqueue_file_hosts: str = Field(
        "",
        description="Hosts that submitted files are fetched from, besides that of the XQueue server; with commas.",
    )
    lti_private: bool = Field(
        False, description="Whether learning management systems may have private addresses, and addresses of http."
    )
    metrics_token: str = Field(
        "", repr=False, description="Bearer token that /metrics asks for. Unset, private addresses need none."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR."
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
        """Take only what `from_env` passes, so that a test's environment is all that counts."""
        return (init_settings,)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the environment. Raises `SettingsError` naming the variable that is wrong. Opens only NAME_FILE."""
        source = EnvSettingsSource(cls)
        source.env_vars = _texts(os.environ if environ is None else environ)
        try:
            return cls(**source())
        except ValidationError as error:
            raise SettingsError(_explain(error)) from None

    def to_env(self) -> dict[str, str]:
        """These settings as environment variables, for a process started by this one."""
        values = {field: getattr(self, field) for field in type(self).model_fields}
        return {_variable(field): "" if value is None else str(value) for field, value in values.items()}

    @property
    def address(self) -> str:
        """The address for people, for links in emails; without GRADER_PUBLIC_URL, that on this machine."""
        return self.public_url or f"http://{self.host}:{self.port}"

    def signing_key(self) -> str:
        """The secret key: the setting, or one made once and kept (mode 600) in the data folder."""
        if self.secret_key:
            return self.secret_key
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.data_dir / "secret_key"
        if not path.exists():
            draft = self.data_dir / f"secret_key.{secrets.token_hex(8)}"
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
            # A link either appears whole or not at all, so of two processes that start together one key wins.
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        return path.read_text(encoding="ascii").strip()


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A line of the table."""

    #: Environment variable.
    name: str
    #: The text that has the same effect as leaving the variable unset; "" if it depends on other settings.
    default: str
    #: What it is for.
    help: str


def _variable(field: str) -> str:
    return PREFIX + field.upper()


def _text(default: Any) -> str:
    return str(default).lower() if isinstance(default, bool) else "" if default is None else str(default)


SETTINGS: tuple[Setting, ...] = tuple(
    Setting(
        name=_variable(field),
        default="" if info.default_factory else _text(info.default),
        help=info.description or "",
    )
    for field, info in Settings.model_fields.items()
)


def _texts(environ: Mapping[str, str]) -> dict[str, str | None]:
    """The text of each setting: the variable, else the content of the file that NAME_FILE names."""
    texts: dict[str, str | None] = {}
    for setting in SETTINGS:
        text = environ.get(setting.name) or _content(setting.name, environ.get(f"{setting.name}_FILE"))
        if text:
            texts[setting.name.lower()] = text
    return texts


def _content(name: str, path: str | None) -> str | None:
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name}_FILE names {path}, which cannot be read: {error}") from error


def _explain(error: ValidationError) -> str:
    """The first error in a line: the variable, what is wrong, and the remedy."""
    first = error.errors()[0]
    field = str(first["loc"][0])
    what = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
    default = next(setting.default for setting in SETTINGS if setting.name == _variable(field))
    remedy = f"set it to such a value, or unset it{f' for the default, {default}' if default else ''}"
    return f"{_variable(field)} is {first['input']!r}, but {what}: {remedy}."

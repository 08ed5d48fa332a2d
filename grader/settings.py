"""Every setting of the service, in one table: name, default and a line of help.

A setting is read from the environment variable of its name; `NAME_FILE` names a file that holds the value, which is
how secrets are given to containers.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from grader.errors import SettingsError
from grader.model import MEMORY_TECHNIQUES, parse_memory_tuning

#: The folder that holds `grader/`, `reference/` and `testcases/`.
PROJECT = Path(__file__).resolve().parent.parent


#: How the jail is built.
JailMode = Literal["auto", "warm", "cold"]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One line of the table."""

    #: Environment variable.
    name: str
    #: Text used when the variable is unset.
    default: str
    #: What it is for.
    help: str


SETTINGS: tuple[Setting, ...] = tuple(
    Setting(name=name, default=default, help=text)
    for name, default, text in (
        ("GRADER_ROOT", str(PROJECT), "Folder that holds testcases/ and reference/."),
        ("GRADER_DATA_DIR", "", "Folder of the database, of Redis's files and of keys. Default: .data in GRADER_ROOT."),
        ("GRADER_DATABASE_URL", "", "SQLAlchemy URL. Default: SQLite in GRADER_DATA_DIR."),
        ("GRADER_REDIS_URL", "", "redis://:password@host:6379/0. Unset, `grader serve` starts a private Redis."),
        ("GRADER_REDIS_PREFIX", "grader:", "Prefix of every key in Redis."),
        ("GRADER_MNIST_DIR", "", "Folder with the four idx .gz files of MNIST."),
        ("GRADER_MNIST_DOWNLOAD", "true", "Fetch MNIST from public mirrors into GRADER_DATA_DIR when missing."),
        ("GRADER_SECRET_KEY", "", "Signs cookies and receipts. Default: made once and kept in GRADER_DATA_DIR."),
        ("GRADER_DEMO", "true", "Set up the demo course, and let its people sign in with the passwords of demo.json."),
        ("GRADER_HOST", "127.0.0.1", "Address to listen on."),
        ("GRADER_PORT", "8000", "Port to listen on."),
        ("GRADER_PUBLIC_URL", "", "Address for people, e.g. https://grader.example.edu; https makes cookies secure."),
        ("GRADER_TRUSTED_PROXIES", "0", "How many reverse proxies in front are trusted to give the client's address."),
        ("GRADER_WORKERS", "2", "Worker processes for quick assignments; as many as there are cores is a good start."),
        ("GRADER_TRAINING_WORKERS", "1", "Worker processes for long training runs."),
        ("GRADER_WEB_WORKERS", "2", "Web server processes."),
        ("GRADER_WEB_THREADS", "400", "Threads of each web server process; each live watcher holds one."),
        ("GRADER_MAX_WATCHERS", "340", "Live watchers of one web process, fewer than its threads; further ones poll."),
        ("GRADER_PERSON_WATCHERS", "20", "Of these, so many for one person who is signed in."),
        ("GRADER_TOKEN_WATCHERS", "256", "Of these, so many for one API token, which may watch for a class."),
        ("GRADER_MAX_UPLOAD_BYTES", "1048576", "Largest upload."),
        ("GRADER_LEASE_SECONDS", "30", "A worker that has not renewed its lease for so long is considered dead."),
        ("GRADER_SWEEP_SECONDS", "5", "How often the sweeper looks for lost and interrupted work."),
        ("GRADER_REQUEUE_SECONDS", "30", "A submission that has waited so long is enqueued again."),
        ("GRADER_MAX_TRIES", "3", "A submission fails after so many runs that failed by the grader's own fault."),
        ("GRADER_JAIL_MODE", "auto", "auto, warm or cold: how the jail is built."),
        (
            "GRADER_MEMORY_TUNING",
            "auto",
            "Memory tuning of warm jails: auto (where tested), on, off, or techniques.",
        ),
        ("GRADER_INTERACTIVE_SECONDS", "300", "Hard limit of one run in the interactive lane."),
        ("GRADER_TRAINING_SECONDS", "1800", "Hard limit of one run in the training lane."),
        ("GRADER_SESSION_DAYS", "14", "A sign-in lasts so long."),
        ("GRADER_REGISTRATION", "true", "Whether people make their own accounts with a course's join code."),
        ("GRADER_STUDENT_RATE", "30 per minute", "How often one student may hand in."),
        ("GRADER_SIGN_IN_RATE", "20 per minute", "How often one address may try to sign in."),
        ("GRADER_STOP_SECONDS", "5", "How long a stop waits for runs under way; the rest waits for the next start."),
        ("GRADER_WEBHOOK_PRIVATE", "", "Whether webhooks may go to private addresses. Default: as GRADER_DEMO."),
        ("GRADER_METRICS_TOKEN", "", "Bearer token that /metrics asks for. Unset, private addresses need none."),
        ("GRADER_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
    )
)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The table's values, typed. Build it with `from_env`."""

    root: Path
    data_dir: Path
    database_url: str
    redis_url: str
    redis_prefix: str
    mnist_dir: Path | None
    mnist_download: bool
    secret_key: str
    demo: bool
    host: str
    port: int
    public_url: str
    trusted_proxies: int
    workers: int
    training_workers: int
    web_workers: int
    web_threads: int
    max_watchers: int
    person_watchers: int
    token_watchers: int
    max_upload_bytes: int
    lease_seconds: float
    sweep_seconds: float
    requeue_seconds: float
    max_tries: int
    jail_mode: JailMode
    memory_tuning: str
    interactive_seconds: float
    training_seconds: float
    session_days: float
    registration: bool
    student_rate: str
    sign_in_rate: str
    stop_seconds: float
    webhook_private: bool
    metrics_token: str
    log_level: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the environment. Raises `SettingsError` naming the variable that is wrong. Opens only NAME_FILE."""
        text = _Reader({s.name: _raw(s, os.environ if environ is None else environ) for s in SETTINGS})
        root = Path(text.value("ROOT")).expanduser().resolve()
        data_dir = Path(text.value("DATA_DIR") or root / ".data").expanduser().resolve()
        mnist = text.value("MNIST_DIR")
        return cls(
            root=root,
            data_dir=data_dir,
            database_url=text.value("DATABASE_URL") or f"sqlite:///{data_dir / 'grader.sqlite3'}",
            redis_url=text.value("REDIS_URL"),
            redis_prefix=text.value("REDIS_PREFIX"),
            mnist_dir=Path(mnist).expanduser() if mnist else None,
            mnist_download=text.flag("MNIST_DOWNLOAD"),
            secret_key=text.value("SECRET_KEY"),
            demo=text.flag("DEMO"),
            host=text.value("HOST"),
            port=text.whole("PORT"),
            public_url=text.value("PUBLIC_URL").rstrip("/"),
            trusted_proxies=text.whole("TRUSTED_PROXIES"),
            workers=text.whole("WORKERS", least=1),
            training_workers=text.whole("TRAINING_WORKERS", least=1),
            max_upload_bytes=text.whole("MAX_UPLOAD_BYTES", least=1),
            lease_seconds=text.number("LEASE_SECONDS"),
            sweep_seconds=text.number("SWEEP_SECONDS"),
            requeue_seconds=text.number("REQUEUE_SECONDS"),
            max_tries=text.whole("MAX_TRIES", least=1),
            jail_mode=cast(JailMode, text.choice("JAIL_MODE", get_args(JailMode))),
            memory_tuning=text.tuning("MEMORY_TUNING"),
            interactive_seconds=text.number("INTERACTIVE_SECONDS"),
            training_seconds=text.number("TRAINING_SECONDS"),
            stop_seconds=text.number("STOP_SECONDS"),
            webhook_private=text.flag("WEBHOOK_PRIVATE" if text.value("WEBHOOK_PRIVATE") else "DEMO"),
            log_level=text.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR")),
            **_of_the_web(text),
        )

    def to_env(self) -> dict[str, str]:
        """These settings as environment variables, for a process started by this one."""
        values = {setting.name: getattr(self, setting.name.removeprefix("GRADER_").lower()) for setting in SETTINGS}
        return {name: "" if value is None else str(value) for name, value in values.items()}

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


def _of_the_web(text: _Reader) -> dict[str, Any]:
    """Those of the web server alone."""
    return {
        "web_workers": text.whole("WEB_WORKERS", least=1),
        "web_threads": text.whole("WEB_THREADS", least=4),
        "max_watchers": text.whole("MAX_WATCHERS", least=1),
        "person_watchers": text.whole("PERSON_WATCHERS", least=1),
        "token_watchers": text.whole("TOKEN_WATCHERS", least=1),
        "session_days": text.number("SESSION_DAYS"),
        "registration": text.flag("REGISTRATION"),
        "student_rate": text.value("STUDENT_RATE"),
        "sign_in_rate": text.value("SIGN_IN_RATE"),
        "metrics_token": text.value("METRICS_TOKEN"),
    }


def _raw(setting: Setting, environ: Mapping[str, str]) -> str:
    """The text of one setting: the variable, else the file that NAME_FILE names, else the default."""
    if environ.get(setting.name):
        return environ[setting.name]
    path = environ.get(f"{setting.name}_FILE")
    if not path:
        return setting.default
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{setting.name}_FILE names {path}, which cannot be read: {error}") from error


@dataclass(frozen=True)
class _Reader:
    """Turns the texts into values, naming the variable that is wrong."""

    texts: Mapping[str, str]

    def value(self, name: str) -> str:
        return self.texts[f"GRADER_{name}"]

    def whole(self, name: str, least: int = 0) -> int:
        text = self.value(name)
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise SettingsError(f"GRADER_{name} must be a whole number of at least {least}, not {text!r}.")
        return int(text)

    def number(self, name: str) -> float:
        text = self.value(name)
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not 0 < number < float("inf"):
            raise SettingsError(f"GRADER_{name} must be a number above 0, not {text!r}.")
        return number

    def flag(self, name: str) -> bool:
        text = self.value(name).lower()
        if text not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
            raise SettingsError(f"GRADER_{name} must be true or false, not {text!r}.")
        return text in {"1", "true", "yes", "on"}

    def tuning(self, name: str) -> str:
        text = self.value(name)
        try:
            parse_memory_tuning(text)
        except ValueError:
            allowed = f"auto, on, off or a list of {', '.join(MEMORY_TECHNIQUES)}"
            raise SettingsError(f"GRADER_{name} must be {allowed}, not {text!r}.") from None
        return text

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        text = self.value(name)
        if text not in allowed:
            raise SettingsError(f"GRADER_{name} must be one of {', '.join(allowed)}, not {text!r}.")
        return text

"""The settings: one table, secrets from files, and errors that name the variable."""

import stat
import subprocess
import sys

import pytest

from grader.errors import SettingsError
from grader.settings import SETTINGS, Settings
from grader.uploads import MAX_BYTES


def test_the_table_and_the_fields_are_the_same():
    in_table = [setting.name.removeprefix("GRADER_").lower() for setting in SETTINGS]
    assert in_table == list(Settings.model_fields)
    assert all(setting.help.endswith(".") for setting in SETTINGS)


def test_the_tables_defaults_are_those_in_force():
    assert Settings.from_env({setting.name: setting.default for setting in SETTINGS}) == Settings.from_env({})


def test_an_empty_variable_is_an_unset_one():
    assert Settings.from_env({setting.name: "" for setting in SETTINGS}) == Settings.from_env({})


def test_only_the_given_environment_counts(monkeypatch):
    monkeypatch.setenv("GRADER_PORT", "9000")
    assert Settings.from_env({}).port == 8000
    assert Settings.from_env().port == 9000


def test_no_secret_is_printed(tmp_path):
    environ = {
        "GRADER_SECRET_KEY": "hidden1",
        "GRADER_METRICS_TOKEN": "hidden2",
        "GRADER_REDIS_URL": "redis://:hidden3@h",
    }
    assert "hidden" not in repr(Settings.from_env(environ))


def test_the_error_says_what_is_wrong_and_what_to_do():
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"GRADER_PORT": "http"})
    assert caught.value.message == (
        "GRADER_PORT is 'http', but should be a valid integer, unable to parse string as an integer: "
        "set it to such a value, or unset it for the default, 8000."
    )


def test_defaults_need_nothing():
    settings = Settings.from_env({})
    assert settings.database_url == f"sqlite:///{settings.root / '.data' / 'grader.sqlite3'}"
    assert (settings.root / "grader").is_dir()
    assert settings.redis_url == ""
    assert settings.max_upload_bytes == MAX_BYTES


def test_secret_from_file(tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    assert Settings.from_env({"GRADER_SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key == "from the file"


def test_variable_wins_over_file(tmp_path):
    (tmp_path / "key").write_text("file")
    environ = {"GRADER_SECRET_KEY_FILE": str(tmp_path / "key"), "GRADER_SECRET_KEY": "variable"}
    assert Settings.from_env(environ).secret_key == "variable"


def test_unreadable_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match="GRADER_SECRET_KEY_FILE"):
        Settings.from_env({"GRADER_SECRET_KEY_FILE": str(tmp_path / "missing")})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("GRADER_PORT", "http"),
        ("GRADER_PORT", "-1"),
        ("GRADER_WORKERS", "0"),
        ("GRADER_LEASE_SECONDS", "nan"),
        ("GRADER_LEASE_SECONDS", "0"),
        ("GRADER_DEMO", "perhaps"),
        ("GRADER_JAIL_MODE", "none"),
        ("GRADER_MEMORY_TUNING", "warm_up,magic"),
        ("GRADER_MEMORY_TUNING", "true"),
    ],
)
def test_wrong_values_name_the_variable(name, text):
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({name: text})


def test_settings_survive_the_way_through_the_environment(tmp_path):
    settings = Settings.from_env({"GRADER_DATA_DIR": str(tmp_path), "GRADER_DEMO": "no", "GRADER_MNIST_DIR": "/x"})
    assert Settings.from_env(settings.to_env()) == settings


def test_webhooks_reach_private_addresses_only_by_an_explicit_setting():
    assert not Settings.from_env({"GRADER_DEMO": "yes"}).webhook_private
    assert not Settings.from_env({"GRADER_DEMO": "no"}).webhook_private
    assert Settings.from_env({"GRADER_WEBHOOK_PRIVATE": "yes"}).webhook_private


def test_signing_key_is_made_once_and_private(tmp_path):
    settings = Settings.from_env({"GRADER_DATA_DIR": str(tmp_path)})
    key = settings.signing_key()
    assert len(key) >= 43
    assert settings.signing_key() == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_the_key(tmp_path):
    code = "from grader.settings import Settings; print(Settings.from_env().signing_key())"
    env = {"GRADER_DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    started = [
        subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1

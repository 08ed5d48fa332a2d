"""The `grader` command. Each subcommand lives in `<name>_command.py` as a click command named `command`."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from typing import Any, NoReturn

import click

from grader.errors import GraderError

SUFFIX = "_command"
#: Exit status of wrong usage and of the grader's own faults.
TROUBLE = 2


class LazyGroup(click.Group):
    """Finds its commands by the names of this package's modules and imports only the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"{__name__}.{cmd_name}{SUFFIX}").command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx else "grader"
            _give_up(f"{error.format_message()} (see {where} --help)")
        except GraderError as error:
            _give_up(error.message)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            # Python's own status for this, 1, would say that a submission has not got full marks.
            if os.environ.get("GRADER_LOG_LEVEL") == "DEBUG":
                raise
            what = str(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
            _give_up(f"the grader itself failed: {what} (GRADER_LOG_LEVEL=DEBUG shows where)")


def _give_up(message: str) -> NoReturn:
    """End with one line, as programs that call this one expect."""
    from grader.cli.escaping import one_line

    click.echo(f"grader: {one_line(' '.join(message.split()))}", err=True)
    sys.exit(TROUBLE)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nn-grader", prog_name="grader")
def main() -> None:
    """Grades neural-network code written in NumPy."""

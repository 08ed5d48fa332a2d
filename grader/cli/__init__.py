"""The `grader` command. Each subcommand lives in `<name>_command.py` as a click command named `command`.

In the names of modules an underscore stands for a hyphen.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from typing import Any, NoReturn

import click

from grader.errors import GraderError

SUFFIX = "_command"
#: Exit status for wrong usage and for errors of the grader.
ERROR_STATUS = 2


class LazyGroup(click.Group):
    """Finds commands by the names of this package's modules and imports only the requested one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name.removesuffix(SUFFIX).replace("_", "-") for name in names if name.endswith(SUFFIX))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"{__name__}.{cmd_name.replace('-', '_')}{SUFFIX}").command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx else "grader"
            _exit_with(f"{error.format_message()} (see {where} --help)")
        except GraderError as error:
            _exit_with(error.message)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            # Python's own exit status, 1, would mean that a submission does not have full marks.
            if os.environ.get("GRADER_LOG_LEVEL") == "DEBUG":
                raise
            what = str(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
            _exit_with(f"the grader itself failed: {what} (GRADER_LOG_LEVEL=DEBUG shows where)")


def _exit_with(message: str) -> NoReturn:
    """Exit with one line on stderr, as calling programs expect."""
    from grader.cli.escaping import one_line

    click.echo(f"grader: {one_line(' '.join(message.split()))}", err=True)
    sys.exit(ERROR_STATUS)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nn-grader", prog_name="grader")
def main() -> None:
    """Grades neural-network code written in NumPy."""

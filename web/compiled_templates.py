"""Compiled templates, kept as Python keeps compiled modules: beside the sources, if that folder can be written."""

from __future__ import annotations

import contextlib
import sys
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

_TEMPLATES = Path(__file__).resolve().parent / "templates"


class CompiledTemplates(FileSystemBytecodeCache):
    """Keeps the code of templates in files and in memory, since compiling all of them takes seconds.

    What is in memory serves all applications of the process and of those that it forks.
    """

    def __init__(self, folder: Path) -> None:
        """`folder` is created when the first template is compiled."""
        super().__init__(str(folder))
        self._folder = folder
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja: fill `bucket` if its template was compiled and has not changed since."""
        checksum, code = self._codes.get(bucket.key, (None, None))
        if checksum == bucket.checksum:
            bucket.code = code
            return
        super().load_bytecode(bucket)
        self._remember(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja with a template that it has compiled."""
        self._remember(bucket)
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                self._folder.mkdir(exist_ok=True)
                super().dump_bytecode(bucket)

    def _remember(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key] = bucket.checksum, bucket.code


#: Of this process and those that it forks.
COMPILED = CompiledTemplates(Path(cache_from_source(str(_TEMPLATES / "name.py"))).parent)

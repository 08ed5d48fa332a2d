"""Shared parts of the pages for administrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Blueprint
from flask.typing import ResponseReturnValue

from web.access import is_administrator, require_administrator
from web.accounts.session import signed_in

P = ParamSpec("P")

blueprint = Blueprint("operations", __name__, url_prefix="/operations", template_folder="templates")
blueprint.add_app_template_global(is_administrator)


def administrating(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Require a signed-in administrator, else 404."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        require_administrator()
        return view(*args, **kwargs)

    return signed_in(guarded)

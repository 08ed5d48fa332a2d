"""The application factory. Each folder of `web/` that has a `routes.py` is a feature and provides its `blueprint`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from apiflask import APIFlask
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]
from werkzeug.exceptions import NotFound
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map, ValidationError

from grader.settings import Settings
from web import i18n, json_requests, late_text, problems, rules_text, security, student_view
from web.accounts import preferences
from web.accounts.session import identify
from web.api import openapi
from web.compiled_templates import COMPILED
from web.i18n import times
from web.lti import frames
from web.services import Services
from web.whole_bodies import WholeBodies

HERE = Path(__file__).resolve().parent
#: Bytes of a request besides the file: other form fields and multipart framing. A form encodes pasted code (a line end
#: takes six bytes), so a request may be twice as large as the file; the exact limit applies to the decoded bytes.
REQUEST_SLACK = 64 * 1024


class Identifier(IntegerConverter):
    """`<int:...>` in addresses: a number that the database's integers can hold. Larger ones are not found."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**31 - 1)

    def to_python(self, value: str) -> int:
        """The number. Raises NotFound: a ValidationError becomes 405 where another method has the same address."""
        try:
            return int(super().to_python(value))
        except ValidationError:
            raise NotFound from None


def create_app(settings: Settings | None = None) -> APIFlask:
    """The web application with every feature registered. `settings` default to those of the environment."""
    settings = settings or Settings.from_env()
    app = APIFlask(
        "web",
        title="Grader",
        version="1",
        root_path=str(HERE),
        spec_path=None,
        docs_path=None,
        json_errors=False,
    )
    app.config.update(
        SECRET_KEY=settings.signing_key(),
        MAX_CONTENT_LENGTH=2 * settings.max_upload_bytes + REQUEST_SLACK,
        MAX_FORM_MEMORY_SIZE=2 * settings.max_upload_bytes + REQUEST_SLACK,
        MAX_FORM_PARTS=50,
        PERMANENT_SESSION_LIFETIME=settings.session_days * 86400,
    )
    app.url_map.converters["int"] = Identifier
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "bytecode_cache": COMPILED}
    if settings.trusted_proxies:
        _trust_proxies(app, settings.trusted_proxies)
    app.wsgi_app = WholeBodies(app.wsgi_app)  # type: ignore[method-assign]
    json_requests.install(app)
    app.extensions["services"] = Services.of(settings)
    openapi.configure(app)
    app.before_request(identify)
    student_view.install(app)
    csrf = security.secure(app)
    frames.install(app)
    i18n.install(app)
    times.install(app)
    late_text.install(app)
    rules_text.install(app)
    preferences.install(app)
    problems.install(app)
    _register_features(app, csrf)
    return app


def _register_features(app: APIFlask, csrf: CSRFProtect) -> None:
    for name in features():
        module = import_module(f"web.{name}.routes")
        app.register_blueprint(module.blueprint)
        if getattr(module, "CSRF_EXEMPT", False):
            csrf.exempt(module.blueprint)
        for view in getattr(module, "CSRF_EXEMPT_VIEWS", ()):
            csrf.exempt(view)


def _trust_proxies(app: APIFlask, hops: int) -> None:
    """Believe what the nearest `hops` reverse proxies say of the client."""
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def features() -> list[str]:
    """The names of the feature folders, in alphabetical order."""
    return sorted(path.parent.name for path in HERE.glob("*/routes.py"))

"""A failing warm-up must not keep a process from starting."""

from __future__ import annotations

from web.app import create_app
from web.warmup import warm_up


def test_a_warm_application_serves_as_a_cold_one(app, world):
    warm_up(app)
    assert app.test_client().get("/sign-in").status_code == 200


def test_without_redis_or_tables_it_starts_all_the_same(settings, tmp_path):
    away = settings.model_copy(
        update={"redis_url": "redis://127.0.0.1:1/0", "database_url": f"sqlite:///{tmp_path}/empty.sqlite3"}
    )
    app = create_app(away)
    warm_up(app)
    assert app.test_client().get("/healthz").status_code == 200

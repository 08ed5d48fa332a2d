"""The fixtures of the web tests: the client talks to the real application in this process."""

from tests.web.conftest import (
    app,
    applications,
    browse,
    database,
    hand_in,
    redis_url,
    settings,
    usual_settings,
    worker,
    world,
    world_template,
)

__all__ = [
    "app",
    "applications",
    "browse",
    "database",
    "hand_in",
    "redis_url",
    "settings",
    "usual_settings",
    "worker",
    "world",
    "world_template",
]

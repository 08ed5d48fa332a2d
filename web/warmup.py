"""Warm-up before the first request: work that the first visitors would wait for."""

from __future__ import annotations

import gc
import logging

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from grader.formulas import preview
from grader.model import Symbols
from grader.store import accounts, courses, submissions, tokens
from web.services import Services

log = logging.getLogger(__name__)

#: Thresholds of the garbage collector. With Python's own, a page of a large course is searched a hundred times.
COLLECTION = (20_000, 20, 20)


def compile_templates(app: Flask) -> None:
    """Compile the templates of the pages, for all applications of this process and of those that it forks."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)


def warm_up(app: Flask) -> None:
    """Load the templates, connect to the queue, and run the queries of every request once."""
    services: Services = app.extensions["services"]
    compile_templates(app)
    services.catalogue.all()
    services.queue.warm_up()
    preview("x", Symbols())
    try:
        with services.database.read() as db:
            tokens.find_token(db, "")
            accounts.find_session(db, "")
            accounts.by_email(db, "")
            courses.enrolments_of(db, 0)
            courses.course_assignment(db, 0, "")
            submissions.get(db, "", with_report=True)
    except SQLAlchemyError as error:
        log.warning("Warm-up: the database does not answer: %s", error)
    # What is loaded stays. A collection of the garbage of a large page would search through all of it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTION)

"""The audit log as pages, files and API show it: filters, cursor, export."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, stream_with_context

from grader.model.text import reveal, spreadsheet_text
from grader.store import audit
from grader.store.audit import Wanted
from grader.store.models import AuditEntry
from web.services import reading, services

#: Entries on a page.
PAGE = 50
#: Characters of a value that a page shows.
LONGEST = 120
COLUMNS = ("id", "at", "actor", "action", "subject", "course_id", "changes", "details")
NO_DATE = "Write dates as 2026-11-30."


@dataclass(frozen=True, kw_only=True)
class LogPage:
    """A page of the log, newest first."""

    entries: list[AuditEntry]
    #: The cursor of the older entries; None: there are none.
    older: int | None
    actions: list[str]


def wanted_of(args: Mapping[str, str], zone: str, course_id: int | None = None) -> tuple[Wanted, str]:
    """What a form asks for, and what is wrong with it, empty if nothing is.

    Days begin and end in the time zone `zone`; both are included.
    """
    error = ""
    moments: dict[str, datetime | None] = {"since": None, "until": None}
    for name in moments:
        if text := args.get(name, "").strip():
            try:
                moments[name] = _start_of(date.fromisoformat(text), zone, days=int(name == "until"))
            except (ValueError, OverflowError):
                error = NO_DATE
    wanted = Wanted(
        course_id=course_id,
        person=args.get("person", "").strip(),
        action=args.get("action", "").strip(),
        subject=args.get("object", "").strip(),
        **moments,
    )
    return wanted, error


def _start_of(day: date, zone: str, *, days: int) -> datetime:
    return datetime.combine(day + timedelta(days=days), time(), ZoneInfo(zone))


def read_page(wanted: Wanted, cursor: int | None, *, size: int = PAGE) -> LogPage:
    """The entries that are older than the one with the id `cursor`; None: the newest."""
    with reading() as db:
        found = audit.page(db, wanted, before=cursor, limit=size + 1)
        actions = audit.recent_actions(db, wanted.course_id)
    older = found[size - 1].id if len(found) > size else None
    return LogPage(entries=found[:size], older=older, actions=actions)


def cursor_of(text: str) -> int | None:
    """A cursor in an address; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def as_json(entry: AuditEntry) -> dict[str, Any]:
    """An entry, for programs."""
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "course_id": entry.course_id,
        "changes": [vars(change) for change in audit.changes(entry)],
        "details": audit.facts(entry),
    }


def export(wanted: Wanted, form: str) -> Response:
    """All entries that are asked for as a file: "csv" or "json"."""
    lines = _csv(wanted) if form == "csv" else _json(wanted)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    headers = {"Content-Disposition": f'attachment; filename="audit.{form}"'}
    return Response(stream_with_context(lines), content_type=kind, headers=headers)


def shown(value: Any) -> str:
    """A value as a page shows it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return reveal(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def words(action: str) -> str:
    """ "submission.regraded" as "submission regraded"."""
    return action.replace(".", " ").replace("_", " ")


def _walk(wanted: Wanted) -> Iterator[dict[str, Any]]:
    with services().database.read() as db:
        for entry in audit.walk(db, wanted):
            yield as_json(entry)


def _json(wanted: Wanted) -> Iterator[str]:
    yield '{"entries":['
    for number, entry in enumerate(_walk(wanted)):
        yield ("," if number else "") + json.dumps(entry, ensure_ascii=False)
    yield "]}\n"


def _csv(wanted: Wanted) -> Iterator[str]:
    yield _line(COLUMNS)
    for entry in _walk(wanted):
        changed = "; ".join(
            f"{each['name']}: {_flat(each['old'])} -> {_flat(each['new'])}" for each in entry["changes"]
        )
        details = json.dumps(entry["details"], ensure_ascii=False) if entry["details"] else ""
        values = {**entry, "changes": changed, "details": details}
        yield _line("" if values[name] is None else spreadsheet_text(str(values[name])) for name in COLUMNS)


def _flat(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _line(values: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()

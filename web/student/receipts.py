"""Receipts: which bytes got which result from which tests, signed, so that anybody can have one checked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import Signer
from werkzeug.exceptions import NotFound

from grader.store.models import Submission
from web import access
from web.accounts.session import signed_in
from web.student.assignment_context import load_assignment
from web.student.blueprint import blueprint

#: Where a receipt holds its signature.
SIGNATURE = "signature"
#: Bytes of a receipt that are read.
LARGEST = 20_000
#: What a receipt's entries are called on the page.
NAMES = {
    "suite": "Tests, seeds and reference (SHA-256)",
    "file": "File as the grader read it (SHA-256)",
    "run": "Times graded",
    "jail": "Kind of jail",
    "grader": "Grader",
    "numpy": "NumPy",
    "python": "Python",
}


@dataclass(frozen=True, kw_only=True)
class Check:
    """What was found of a receipt that somebody showed."""

    facts: dict[str, Any]
    #: Why it cannot be read; empty if it can.
    problem: str = ""
    #: Whether this service wrote it, and nothing in it was changed.
    genuine: bool = False


@blueprint.get("/submissions/<submission_id>/receipt")
@signed_in
def receipt(submission_id: str) -> ResponseReturnValue:
    """The receipt as a page."""
    submission, _ = access.find(submission_id)
    return render_template(
        "student/receipt.html",
        submission=submission,
        assignment=load_assignment(submission.assignment),
        graded_by=[(NAMES.get(name, name), value) for name, value in (submission.receipt or {}).items()],
        text=_document(receipt_facts(submission)),
    )


@blueprint.get("/submissions/<submission_id>/receipt.json")
@signed_in
def receipt_file(submission_id: str) -> ResponseReturnValue:
    """The receipt to be kept."""
    submission, _ = access.find(submission_id)
    answer = Response(_document(receipt_facts(submission)), mimetype="application/json")
    name = f"receipt-{submission.assignment}-{submission.attempt}.json"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.get("/receipts/check")
@signed_in
def check_page() -> ResponseReturnValue:
    """The form."""
    return render_template("student/check.html", check=None, text="")


@blueprint.post("/receipts/check")
@signed_in
def check_now() -> ResponseReturnValue:
    """Whether a receipt is genuine, whether a file is its file, whether the result still holds."""
    shown = request.files.get("receipt")
    raw = (
        shown.read(LARGEST)
        if shown and shown.filename
        else request.form.get("text", "").encode("utf-8", errors="replace")
    )
    found = check(raw)
    file = request.files.get("file")
    same = hashlib.sha256(file.read()).hexdigest() == found.facts.get("sha256") if file and file.filename else None
    text = raw[:LARGEST].decode("utf-8", errors="replace")
    holds = _still_holds(found.facts) if found.genuine else None
    return render_template("student/check.html", check=found, same_file=same, still_holds=holds, text=text)


def receipt_facts(submission: Submission) -> dict[str, Any]:
    """The submission's own facts, and those of the run that graded it."""
    return {
        "submission": submission.id,
        "assignment": submission.assignment,
        "attempt": submission.attempt,
        "student": submission.student,
        "filename": submission.filename,
        "sha256": submission.sha256,
        "handed_in_at": submission.created_at.isoformat(),
        "graded_at": submission.finished_at.isoformat() if submission.finished_at else None,
        "verdict": submission.verdict,
        "score": submission.score,
        "max_score": submission.max_score,
        "graded_by": submission.receipt,
    }


def sign(facts: dict[str, Any]) -> str:
    """The signature of a receipt's facts; it depends on the service's secret key and on every one of them."""
    return _signer().get_signature(_canonical(facts)).decode("ascii")


def check(raw: bytes) -> Check:
    """Whether `raw` is a receipt that this service signed."""
    if not raw.strip():
        return Check(problem="Choose a receipt, or paste one.", facts={})
    try:
        facts = json.loads(raw[:LARGEST])
        signature = facts.pop(SIGNATURE)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return Check(problem="This is no receipt: it has to be the JSON that “Download the receipt” gives.", facts={})
    genuine = isinstance(signature, str) and signature.isascii()
    genuine = genuine and _signer().verify_signature(_canonical(facts), signature.encode("ascii"))
    return Check(genuine=genuine, facts=facts)


def _still_holds(facts: dict[str, Any]) -> bool | None:
    try:
        submission, _ = access.find(str(facts.get("submission")))
    except NotFound:
        return None
    now = receipt_facts(submission)
    return all(now[name] == facts.get(name) for name in ("sha256", "verdict", "score", "max_score"))


def _document(facts: dict[str, Any]) -> str:
    return json.dumps({**facts, SIGNATURE: sign(facts)}, indent=2, sort_keys=True) + "\n"


def _canonical(facts: dict[str, Any]) -> bytes:
    """The same bytes for the same facts, however they were laid out."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="receipt", digest_method=hashlib.sha256)

"""Receipts: signed records of a file, its result and the versions that graded it, which anybody can verify."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import Signer
from werkzeug.exceptions import NotFound

from grader.store import attempts
from grader.store.attempts import AttemptNumber
from grader.store.models import Submission
from web import access
from web.accounts.session import signed_in
from web.attempt_names import attempt_name, counted_number
from web.i18n import N_, gettext
from web.services import reading
from web.student.assignment_context import load_assignment
from web.student.blueprint import blueprint

#: Key of the signature in a receipt.
SIGNATURE = "signature"
NO_RECEIPT = N_("This is not a receipt. Use the JSON file from “Download the receipt”.")
#: Bytes of a receipt that are read.
MAX_RECEIPT = 20_000
#: Labels of the entries about the run.
LABELS = {
    "suite": N_("Tests, seeds and reference (SHA-256)"),
    "file": N_("File as the grader read it (SHA-256)"),
    "run": N_("Times graded"),
    "grader": N_("Grader"),
    "numpy": "NumPy",
    "python": "Python",
}
#: Entries that the page leaves out; the receipt itself holds them.
OMITTED = {"jail"}


@dataclass(frozen=True, kw_only=True)
class Check:
    """The result of checking a receipt."""

    facts: dict[str, Any]
    #: Why it cannot be read; empty if it can.
    problem: str = ""
    #: Whether this service signed it and nothing was changed.
    genuine: bool = False


@blueprint.get("/submissions/<submission_id>/receipt")
@signed_in
def receipt(submission_id: str) -> ResponseReturnValue:
    """The receipt as a page."""
    submission, visibility = access.find(submission_id)
    withheld = access.points_are_hidden(submission, visibility)
    return render_template(
        "student/receipt.html",
        submission=submission,
        withheld=withheld,
        assignment=load_assignment(submission.assignment),
        graded_by=[
            (gettext(LABELS.get(name, name)), value)
            for name, value in (submission.receipt or {}).items()
            if name not in OMITTED
        ],
        name=attempt_name(_number(submission)),
        text=_document(receipt_facts(submission, withheld=withheld)),
    )


@blueprint.get("/submissions/<submission_id>/receipt.json")
@signed_in
def receipt_file(submission_id: str) -> ResponseReturnValue:
    """The receipt as a file."""
    submission, visibility = access.find(submission_id)
    withheld = access.points_are_hidden(submission, visibility)
    response = Response(_document(receipt_facts(submission, withheld=withheld)), mimetype="application/json")
    number = counted_number(_number(submission))
    name = f"receipt-{submission.assignment}-{number or 'practice'}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.get("/receipts/check")
@signed_in
def check_page() -> ResponseReturnValue:
    """The form."""
    return render_template("student/check.html", check=None, text="")


@blueprint.post("/receipts/check")
@signed_in
def check_now() -> ResponseReturnValue:
    """Whether a receipt is genuine, whether a file is its file, whether the result still holds."""
    upload = request.files.get("receipt")
    raw = (
        upload.read(MAX_RECEIPT)
        if upload and upload.filename
        else request.form.get("text", "").encode("utf-8", errors="replace")
    )
    result = check(raw)
    file = request.files.get("file")
    same = hashlib.sha256(file.read()).hexdigest() == result.facts.get("sha256") if file and file.filename else None
    text = raw[:MAX_RECEIPT].decode("utf-8", errors="replace")
    holds = _still_holds(result.facts) if result.genuine else None
    return render_template("student/check.html", check=result, same_file=same, still_holds=holds, text=text)


def receipt_facts(submission: Submission, *, withheld: bool = False) -> dict[str, Any]:
    """The facts of the submission and of the run that graded it; without the result while it is `withheld`."""
    result = {"verdict": submission.verdict, "score": submission.score, "max_score": submission.max_score}
    return {
        "submission": submission.id,
        "assignment": submission.assignment,
        "attempt": counted_number(_number(submission)),
        "student": submission.student,
        "filename": submission.filename,
        "sha256": submission.sha256,
        "handed_in_at": submission.created_at.isoformat(),
        "graded_at": submission.finished_at.isoformat() if submission.finished_at else None,
        **({} if withheld else result),
        "graded_by": submission.receipt,
    }


def _number(submission: Submission) -> AttemptNumber | None:
    with reading() as db:
        return attempts.numbers(db, [submission.id]).get(submission.id)


def sign(facts: dict[str, Any]) -> str:
    """The signature of a receipt's facts; it depends on the service's secret key and on every one of them."""
    return _signer().get_signature(_canonical(facts)).decode("ascii")


def check(raw: bytes) -> Check:
    """Whether `raw` is a receipt that this service signed."""
    if not raw.strip():
        return Check(problem=gettext("Choose a receipt or paste one."), facts={})
    try:
        facts = json.loads(raw[:MAX_RECEIPT])
        signature = facts.pop(SIGNATURE)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return Check(problem=gettext(NO_RECEIPT), facts={})
    genuine = isinstance(signature, str) and signature.isascii()
    genuine = genuine and _signer().verify_signature(_canonical(facts), signature.encode("ascii"))
    return Check(genuine=genuine, facts=facts)


def _still_holds(facts: dict[str, Any]) -> bool | None:
    try:
        submission, _ = access.find(str(facts.get("submission")))
    except NotFound:
        return None
    now = receipt_facts(submission)
    # A receipt of an attempt whose points were not shown yet has no result.
    return all(now[name] == facts[name] for name in ("sha256", "verdict", "score", "max_score") if name in facts)


def _document(facts: dict[str, Any]) -> str:
    return json.dumps({**facts, SIGNATURE: sign(facts)}, indent=2, sort_keys=True) + "\n"


def _canonical(facts: dict[str, Any]) -> bytes:
    """The same bytes for the same facts, independent of order and layout."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="receipt", digest_method=hashlib.sha256)

"""The page on which people let programs in, and the programs on the account page."""

from __future__ import annotations

import pytest

from grader.store import accounts, device_sign_ins, lti_frames, tokens
from grader.store.models import Person
from grader.store.tokens import LEAST_SCOPES
from tests.web.things import make_link


@pytest.fixture
def code(database, world):
    """The code of a program that waits."""
    with database.write() as db:
        begun = device_sign_ins.begin(
            db, program="<b>grader</b>", device="laptop", address="192.0.2.7", scopes=LEAST_SCOPES
        )
    return begun.user_code


@pytest.fixture
def program(database, world):
    """The id of a token of Alice."""
    with database.write() as db:
        person = db.get_one(Person, world.people["alice"])
        return tokens.create_for_person(db, person, name="grader (laptop)", scopes=LEAST_SCOPES)[0].id


def waits(database, code):
    with database.read() as db:
        return device_sign_ins.waiting(db, code) is not None


def test_who_is_not_signed_in_signs_in_first(browse, code):
    answer = browse().get(f"/device?code={code}")
    assert answer.status_code == 302
    assert answer.location == f"/sign-in?next=/device?code%3D{code}"


def test_the_page_says_who_asks_and_for_what(browse, code, database):
    page = browse("alice").get(f"/device?code={code.lower().replace('-', '')}").text
    for text in (code, "&lt;b&gt;grader&lt;/b&gt;", "laptop", "192.0.2.7", "alice@example.edu", "submit for you"):
        assert text in page
    assert waits(database, code)


def test_allowing_and_denying(browse, code, database):
    alice = browse("alice")
    assert alice.post("/device", {"code": code, "answer": "deny"}, page=f"/device?code={code}").status_code == 303
    assert "was denied access" in alice.get("/account").text
    assert not waits(database, code)
    again = alice.post("/device", {"code": code, "answer": "allow"}, page="/account")
    assert again.status_code == 422
    assert "No program waits with this code" in again.text


def test_only_a_form_of_the_page_allows(browse, code, database):
    alice = browse("alice")
    assert alice.client.post("/device", data={"code": code, "answer": "allow"}).status_code == 400
    assert alice.post("/device", {"code": code}, page=f"/device?code={code}").status_code == 303
    assert "was denied access" in alice.get("/account").text


def test_guesses_are_limited_for_each_person(browse, code, app, monkeypatch):
    monkeypatch.setattr("web.accounts.base.ATTEMPTS_PER_ADDRESS", "3 per hour")
    alice = browse("alice")
    told = [alice.get(f"/device?code=BCDFGHJ{letter}").status_code for letter in "KLMN"]
    assert told == [422, 422, 422, 429]
    assert alice.get(f"/device?code={code}").status_code == 200


def test_a_page_in_a_frame_allows_nothing(browse, code, world, database):
    """Whoever shows the page in a frame could lead the click on the button."""
    with database.write() as db:
        platform, _ = make_link(db, world.networks)
        key = accounts.open_session(db, world.people["alice"], days=1)
        lti_frames.mark(db, key, platform, "https://lms.example.edu", in_address=True)
    answer = browse().get(f"/lti/frame/{key}/device?code={code}", headers={"Sec-Fetch-Dest": "iframe"})
    assert answer.status_code == 403
    assert "in a window of its own" in answer.text
    assert browse().get(f"/lti/frame/{key}/account", headers={"Sec-Fetch-Dest": "iframe"}).status_code == 200


def test_the_account_lists_programs_and_signs_them_out(browse, program):
    alice = browse("alice")
    assert "grader (laptop)" in alice.get("/account").text
    assert "grader (laptop)" not in browse("bob").get("/account").text
    bob = browse("bob").post(f"/account/programs/{program}/sign-out", page="/account")
    assert bob.status_code == 404
    assert alice.post(f"/account/programs/{program}/sign-out", page="/account").status_code == 303
    page = alice.get("/account").text
    assert "grader (laptop) is signed out" in page
    assert "No programs." in page


def test_signing_out_everywhere_else_signs_programs_out(browse, program):
    alice = browse("alice")
    alice.post("/account/sign-out-others", page="/account")
    assert "No programs." in alice.get("/account").text


def test_in_german(browse, code):
    page = browse("alice").get(f"/device?code={code}", headers={"Accept-Language": "de"}).text
    for text in ("Dieses Programm zulassen?", "für Sie abgeben", "Ablehnen"):
        assert text in page

"""The account page, registration, joining a course."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.web.clients import PASSWORD

NEWCOMER = {"code": "nets 2345", "name": "Dora", "email": "dora@example.edu", "password": "four rather long words"}


def test_a_newcomer_with_a_join_code_gets_an_account_and_a_place(browse):
    dora = browse()
    assert dora.post("/register", NEWCOMER).status_code == 303
    page = dora.get("/account").text
    assert "dora@example.edu" in page
    assert "Neural networks" in page


def test_without_a_valid_code_there_is_no_account(browse):
    dora = browse()
    answer = dora.post("/register", {**NEWCOMER, "code": "WRONG"})
    assert answer.status_code == 422
    assert "No course has this code" in answer.text
    assert 'value="dora@example.edu"' in answer.text
    assert NEWCOMER["password"] not in answer.text
    assert dora.post("/sign-in", NEWCOMER).status_code == 403


def test_where_registration_is_closed_nobody_makes_an_account(app, settings, browse):
    services = app.extensions["services"]
    app.extensions["services"] = replace(services, settings=settings.model_copy(update={"registration": False}))
    dora = browse()
    assert "Create an account" not in dora.get("/sign-in").text
    assert dora.get("/register").status_code == 404
    assert dora.post("/register", NEWCOMER, page="/sign-in").status_code == 404
    assert browse().sign_in("alice").status_code == 303


def test_every_wrong_field_is_named(browse):
    answer = browse().post("/register", {"code": "", "name": " ", "email": "dora", "password": "short"})
    assert answer.status_code == 422
    for words in ("Enter the join code", "Enter your name", "not an email", "at least 10"):
        assert words in answer.text


def test_an_email_makes_one_account(browse):
    answer = browse().post("/register", {**NEWCOMER, "email": "ALICE@example.edu"})
    assert answer.status_code == 422
    assert "There is an account" in answer.text


def test_joining_a_second_course(browse):
    alice = browse("alice")
    assert alice.post("/join", {"code": "hist2345"}, page="/account").status_code == 303
    assert "History" in alice.get("/account").text
    wrong = alice.post("/join", {"code": "nope"}, page="/account")
    assert wrong.status_code == 422
    assert "No course has this code" in wrong.text


def test_a_code_tells_its_course(browse):
    nobody = browse()
    assert nobody.get("/join/course?code=nets 2345").json == {"name": "Neural networks", "instructors": ["Ina Example"]}
    assert nobody.get("/join/course?code=NETS9999").json == {"name": None, "instructors": []}


def test_codes_cannot_be_guessed_fast(app, settings, browse):
    services = app.extensions["services"]
    rates = settings.model_copy(update={"sign_in_rate": "1 per minute"})
    app.extensions["services"] = replace(services, settings=rates)
    answers = [browse().get("/join/course?code=AAAA2222").status_code for _ in range(2)]
    assert answers == [200, 429]


def test_the_page_for_joining(browse):
    assert browse().get("/join").status_code == 302
    page = browse("alice").get("/join?code=HIST2345").text
    assert 'value="HIST2345"' in page


def test_joining_as_a_student_does_not_demote_an_instructor(browse):
    ina = browse("ina")
    ina.post("/join", {"code": "NETS2345"}, page="/account")
    assert "instructor" in ina.get("/account").text


def test_a_new_name_is_escaped(browse):
    alice = browse("alice")
    alice.post("/account/name", {"name": "<script>alert(1)</script>"}, page="/account")
    page = alice.get("/account").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_empty_name_is_refused(browse):
    assert browse("alice").post("/account/name", {"name": " "}, page="/account").status_code == 422


def test_a_new_password_replaces_the_old_and_ends_other_sign_ins(browse):
    alice, elsewhere = browse("alice"), browse("alice")
    fields = {"current_password": PASSWORD, "new_password": "another long password"}
    assert alice.post("/account/password", fields, page="/account").status_code == 303
    assert alice.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert browse().sign_in("alice").status_code == 403
    assert browse().sign_in("alice", "another long password").status_code == 303


def test_a_new_password_needs_the_old_one_and_some_length(browse):
    alice = browse("alice")
    guess = alice.post("/account/password", {"current_password": "?", "new_password": "x" * 12}, page="/account")
    assert guess.status_code == 422
    short = alice.post("/account/password", {"current_password": PASSWORD, "new_password": "x"}, page="/account")
    assert short.status_code == 422
    assert browse().sign_in("alice").status_code == 303


def test_other_browsers_are_listed_and_can_be_signed_out(browse):
    alice, elsewhere = browse("alice"), browse("alice")
    assert alice.get("/account").text.count("last seen") == 1
    assert alice.post("/account/sign-out-others", page="/account").status_code == 303
    assert alice.get("/account").text.count("last seen") == 0
    assert elsewhere.get("/account").status_code == 302


def test_one_browser_is_signed_out_and_the_others_stay(browse):
    alice, lost, elsewhere = browse("alice"), browse("alice"), browse("alice")
    newest_first = re.findall(r'action="(/account/sessions/\d+/sign-out)"', alice.get("/account").text)
    assert len(newest_first) == 2
    assert alice.post(newest_first[1], page="/account").status_code == 303
    signed_in = [browser.get("/account").status_code for browser in (alice, lost, elsewhere)]
    assert sorted(signed_in) == [200, 200, 302]
    assert signed_in[0] == 200


def test_nobody_signs_out_somebody_else(browse):
    browse("alice")
    (path,) = re.findall(r'action="(/account/sessions/\d+/sign-out)"', browse("alice").get("/account").text)
    assert browse("bob").post(path, page="/account").status_code == 404

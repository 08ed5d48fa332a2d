"""Drafts: no browser overwrites another's unseen."""

import pytest

from grader.store import accounts, drafts, privacy
from grader.store.drafts import DraftConflict, DraftContent, DraftKey


@pytest.fixture
def key(world):
    with world.database.read() as session:
        ada = accounts.by_email(session, "ada@example.org")
    return DraftKey(person_id=ada.id, course_id=world.course_id, assignment="relu_der")


@pytest.fixture
def save(world, key):
    def saved(base, code=None, answers=None):
        with world.database.write() as session:
            return drafts.save(session, key, DraftContent(code=code, answers=answers), base=base)

    return saved


def content(world, key):
    with world.database.read() as session:
        found = drafts.find(session, key)
    return None if found is None else (found.revision, found.content["code"], found.content["answers"])


def test_each_change_is_the_next_revision(world, key, save):
    assert save(0, "a").revision == 1
    assert save(1, "b").revision == 2
    assert content(world, key) == (2, "b", None)


def test_a_save_on_an_older_revision_is_refused_with_the_newer_draft(world, key, save):
    save(0, "a")
    save(1, "from the other tab")
    with pytest.raises(DraftConflict) as refused:
        save(1, "from this tab")
    assert (refused.value.newer.revision, refused.value.newer.content["code"]) == (2, "from the other tab")
    assert content(world, key) == (2, "from the other tab", None)


def test_the_first_save_of_a_second_tab_is_refused(world, key, save):
    save(0, "a")
    with pytest.raises(DraftConflict):
        save(0, "b")
    assert content(world, key) == (1, "a", None)


def test_the_same_content_is_no_conflict_and_no_change(world, key, save):
    save(0, "a")
    assert save(0, "a").revision == 1


def test_code_and_answers_are_saved_apart(world, key, save):
    save(0, "a")
    save(1, answers={"loss": "0.3"})
    assert content(world, key) == (2, "a", {"loss": "0.3"})


def test_an_attempt_is_loaded_and_that_undone(world, key, save):
    save(0, "mine")
    with world.database.write() as session:
        loaded = drafts.load_attempt(session, key, DraftContent(code="of attempt 3"), name="attempt 3")
        assert (loaded.revision, loaded.content["code"], loaded.loaded_from) == (2, "of attempt 3", "attempt 3")
    with world.database.write() as session:
        assert drafts.undo(session, key).content["code"] == "mine"
        assert drafts.undo(session, key) is None
    assert content(world, key) == (3, "mine", None)


def test_an_attempt_is_loaded_where_there_was_no_draft(world, key):
    with world.database.write() as session:
        drafts.load_attempt(session, key, DraftContent(code="of attempt 1"), name="attempt 1")
    with world.database.write() as session:
        assert drafts.undo(session, key).content["code"] is None


def test_a_draft_is_exported_and_deleted_with_the_account(world, key, save):
    save(0, "mine", {"loss": "1"})
    with world.database.write() as session:
        exported = privacy.export_person(session, key.person_id, {})["drafts"]
        privacy.delete_person(session, key.person_id)
    assert [(draft["assignment"], draft["code"], draft["answers"]) for draft in exported] == [
        ("relu_der", "mine", {"loss": "1"})
    ]
    assert content(world, key) is None

"""Earlier attempts: the list, comparison, the exact file, the receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.pages import RIGHT, WRONG, AssignmentPage, Visitor


def two_attempts(it: AssignmentPage) -> None:
    it.hand_in(WRONG)
    expect(it.outcome).to_contain_text("Attempt 1")
    expect(it.score).to_contain_text("/ 15")
    it.hand_in(RIGHT)
    expect(it.outcome).to_contain_text("Attempt 2")
    it.expect_points("15 / 15")


def test_history_and_comparison(student_anywhere: Visitor, picture: Callable[..., None]) -> None:
    it = student_anywhere.open_assignment("relu_der")
    two_attempts(it)
    page = it.page
    it.show("Task")
    page.get_by_role("link", name="Attempts").locator("visible=true").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Attempt 2")
    expect(rows.nth(0)).to_contain_text("Counts")
    picture(page, f"history-{'phone' if student_anywhere.is_phone else 'desktop'}")
    page.get_by_role("button", name="Compare attempts 1 and 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attempt 1 → attempt 2")
    expect(page.get_by_text("tests fixed, none broken")).to_be_visible()
    changed = page.get_by_role("row", name="whose input is exactly zero")
    expect(changed).to_contain_text("Wrong answer")
    expect(changed).to_contain_text("Passed")
    expect(page.locator(".listing .removed")).to_contain_text(["shape of Z"])
    expect(page.locator(".listing .added")).to_contain_text(["np.where"])
    picture(page, f"compare-{'phone' if student_anywhere.is_phone else 'desktop'}")


def test_exact_file_and_receipt(relu: AssignmentPage, tmp_path: Path, picture: Callable[..., None]) -> None:
    relu.hand_in(RIGHT)
    relu.expect_points("15 / 15")
    page = relu.page
    page.get_by_role("link", name="Attempt 1").first.click()
    expect(page.locator(".listing")).to_contain_text("np.where")
    picture(page, "attempt-desktop")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file").click()
    content = download.value.path().read_bytes()
    assert content.decode() == RIGHT
    page.get_by_role("link", name="Receipt").click()
    expect(page.get_by_text(hashlib.sha256(content).hexdigest()).first).to_be_visible()
    expect(page.get_by_role("row", name="Tests, seeds and reference")).to_be_visible()
    expect(page.get_by_role("row", name="NumPy")).to_be_visible()
    picture(page, "receipt-desktop")
    receipt_is_checked(page, tmp_path, picture)


def receipt_is_checked(page: Page, tmp_path: Path, picture: Callable[..., None]) -> None:
    """From the page of a receipt: it is genuine, another file is not the one, and a changed receipt is not genuine."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the receipt").click()
    mine, other = tmp_path / "receipt.json", tmp_path / "mine.py"
    mine.write_bytes(download.value.path().read_bytes())
    other.write_text(WRONG)
    page.get_by_role("link", name="Have it checked").click()
    page.get_by_label("Receipt, .json").set_input_files(mine)
    page.get_by_label("The file, if you have it").set_input_files(other)
    page.get_by_role("button", name="Check").click()
    told = page.get_by_role("status")
    expect(told).to_contain_text("Genuine.")
    expect(told).to_contain_text("15 of 15 points")
    expect(told).to_contain_text("The result is still valid.")
    expect(told).to_contain_text("is not the one that was submitted")
    picture(page, "receipt-check")
    page.get_by_label("Or paste it").fill(mine.read_text().replace("15.0", "16.0"))
    page.get_by_role("button", name="Check").click()
    expect(told).to_contain_text("Not genuine.")


def test_nobody_elses_submission(visitor: Callable[..., Visitor], relu: AssignmentPage) -> None:
    relu.hand_in(RIGHT)
    relu.expect_points("15 / 15")
    address = relu.page.get_by_role("link", name="Attempt 1").first.get_attribute("href")
    assert address is not None
    other = visitor()
    for path in ("", "/file", "/receipt", "/events", "/state"):
        answer = other.page.request.get(address + path)
        assert answer.status == 404, path

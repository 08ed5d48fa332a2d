"""A term as a script plays it through the REST API, and the gradebook that it must end with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

#: The course's time zone; no test machine is in it.
ZONE = "Pacific/Chatham"
SLUGS = ("doubling", "doubling_again")
MORNING, EVENING = "Morning", "Evening"
#: Points of each file of six: by the tests with the bad one, and by the mended tests.
FILES = {
    "def double(x):\n    return 2 * x\n": (5, 6),
    "def double(x):\n    return 3 * x\n": (0, 0),
    "def double(x):\n    return 2 * x if x < 3 else 0\n": (2, 2),
    "def double(x):\n    if x > 4:\n        raise ValueError(x)\n    return 2 * x\n": (3, 3),
    "def double(x)\n": (0, 0),
}
RIGHT, WRONG, ODD, RAISING, BROKEN = FILES
#: The files of a student, in order: what is left is not handed in.
PLANS = ((RIGHT,), (WRONG, RIGHT), (ODD, RAISING), (BROKEN, ODD), (RAISING,), (WRONG, ODD, RIGHT), ())
#: Percent that late work loses in its first day.
LATE = 10.0


@dataclass(frozen=True, kw_only=True)
class Student:
    """A student of the term. Who does what follows from the number."""

    number: int

    @property
    def email(self) -> str:
        """The address in the roster."""
        return f"student{self.number:04d}@example.edu"

    @property
    def section(self) -> str:
        """The Evening section has a later deadline."""
        return EVENING if self.number % 3 == 0 else MORNING

    @property
    def is_extended(self) -> bool:
        """Has an extension of the first assignment."""
        return self.number % 5 == 0

    def files(self, slug: str) -> tuple[str, ...]:
        """What is handed in at an assignment."""
        return PLANS[(self.number + SLUGS.index(slug)) % len(PLANS)]

    def late_percent(self, slug: str) -> float:
        """What late work at an assignment loses: the first one is due an hour ago."""
        on_time = slug == SLUGS[1] or self.is_extended or self.section == EVENING
        return 0.0 if on_time else LATE


@dataclass
class Term:
    """Plays the term. `call(method, path, **body)` is a request with the course's token and gives the JSON."""

    call: object
    students: int
    ids: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    #: Submission -> points that a person has set.
    overrides: dict[str, float] = field(default_factory=dict)

    @cached_property
    def people(self) -> list[Student]:
        """All students."""
        return [Student(number=number) for number in range(1, self.students + 1)]

    def set_up(self, course: str) -> None:
        """Sections, roster, assignments with dates in the course's zone, extensions."""
        self.course = course
        for name in (MORNING, EVENING):
            self.call("post", f"{course}/sections", name=name)
        lines = ["email,name,section,sis id,external id"]
        lines += [
            f"{each.email},Student {each.number},{each.section},S{each.number},{9000 + each.number}"
            for each in self.people
        ]
        roster = "\n".join(lines)
        preview = self.call("post", f"{course}/members/import", csv=roster, preview=True)
        assert (preview["applied"], preview["added"]) == (False, self.students)
        assert self.call("post", f"{course}/members/import", csv=roster)["added"] == self.students
        due = datetime.now(ZoneInfo(ZONE)).replace(microsecond=0) - timedelta(hours=1)
        later = due + timedelta(days=2)
        for slug, moment in zip(SLUGS, (due, later), strict=True):
            self.call("post", f"{course}/assignments", slug=slug)
            settings = self.call(
                "patch",
                f"{course}/assignments/{slug}/settings",
                due_at=moment.isoformat(),
                late={"days": 2, "percent_per_day": LATE},
                sections=[{"section": EVENING, "due_at": later.isoformat()}],
                manual_release=True,
            )
            assert datetime.fromisoformat(settings["due_at"]) == moment
        extended = [each.email for each in self.people if each.is_extended]
        reason = {"reason": "Illness", "due_at": later.isoformat()}
        made = self.call("post", f"{course}/assignments/{SLUGS[0]}/extensions", students=extended, **reason)
        assert len(made["extensions"]) == len(extended)

    def hand_in(self) -> list[str]:
        """Everybody's files, in order; the ids."""
        found = []
        for slug in SLUGS:
            for student in self.people:
                for source in student.files(slug):
                    fields = {"assignment": slug, "student": student.email, "source": source}
                    found.append(self.call("post", "/submissions", **fields)["id"])
                    self.ids.setdefault((student.email, slug), []).append(found[-1])
        return found

    def find_the_bad_test(self) -> str:
        """The name of the test that nobody passes, from the statistics."""
        tests = self.call("get", f"{self.course}/assignments/{SLUGS[0]}/statistics")["tests"]
        (bad,) = [test["name"] for test in tests if not test["passed"] and test["students"]]
        return bad

    def override(self) -> None:
        """Set the points of two students whose only attempt is of the first assignment: a row, and the whole."""
        single = [each for each in self.people if len(each.files(SLUGS[0])) == 1][:2]
        for student, fields in zip(single, ({"row": "value", "score": 4.5}, {"score": 1.5}), strict=False):
            (submission,) = self.ids[student.email, SLUGS[0]]
            self.call("post", f"/submissions/{submission}/overrides", reason="By hand", **fields)
            self.overrides[submission] = fields["score"]

    def gains(self) -> int:
        """The number of attempts at the first assignment that the mended test gives more points; overrides stay."""
        pairs = [
            pair
            for each in self.people
            for pair in zip(self.ids.get((each.email, SLUGS[0]), []), each.files(SLUGS[0]), strict=True)
        ]
        return sum(FILES[source][0] < FILES[source][1] for key, source in pairs if key not in self.overrides)

    def expected(self, *, mended: bool) -> dict[str, list[float | None]]:
        """By student: the points that count in each assignment, None without a result."""
        return {
            each.email: [self._points(each, slug, mended=mended and slug == SLUGS[0]) for slug in SLUGS]
            for each in self.people
        }

    def _points(self, student: Student, slug: str, *, mended: bool) -> float | None:
        ids, keeps = self.ids.get((student.email, slug), []), 1 - student.late_percent(slug) / 100
        graded = [FILES[source][mended or slug == SLUGS[1]] for source in student.files(slug)]
        points = [self.overrides.get(key, score) * keeps for key, score in zip(ids, graded, strict=True)]
        return round(max(points), 6) if points else None

    def gradebook(self) -> dict[str, list[float | None]]:
        """By student: the points that count in each assignment, as the API tells them."""
        found: dict[str, list[float | None]] = {}
        for page in range(1, self.students // 200 + 2):
            body = self.call("get", f"{self.course}/gradebook?per_page=200&page={page}")
            for line in body["students"]:
                found[line["student"]] = [cell["score"] for cell in line["cells"]]
        return found


def caller(client, token):
    """`call` of `Term` for a client of the web application."""

    def call(method: str, path: str, **body):
        kwargs = {"json": body} if method != "get" else {}
        answer = client.open(
            f"/api/v1{path}", method=method.upper(), headers={"Authorization": f"Bearer {token}"}, **kwargs
        )
        assert answer.status_code < 300, (method, path, answer.text)
        return json.loads(answer.text) if answer.mimetype == "application/json" else answer.text

    return call

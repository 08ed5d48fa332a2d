"""The database: the system of record of the service.

    database = Database(settings.database_url)          one per process, created after the fork
    with database.read() as session: ...                a transaction that reads
    with database.write() as session: ...               commits at the end of the block

The functions take that session:

    accounts     people, passwords, sessions            courses       members and assignments
    tokens       API access of programs                 submissions   creation, histories, pages, queue position
    runs         claim, results, failures, regrading    events        the events of a run, for live feedback
    grades       grades and pass rates of a course      deliveries    webhooks and their outbox
    attempts     which submissions use an attempt       queue_positions   how long a submission waits
    drafts       what is not submitted yet              preferences   settings of one's own
    comments, overrides, regrade_requests   what people add to a submission
    saved_comments   comments that are written often    neighbours   the submissions before and after one
    regrades     regrades of an assignment              regrade_results   what they found
    regrade_runs   their work, for workers              regrade_application   writes what was chosen
    question_attempts   earlier attempts at questions
    recovery     lost and interrupted submissions
    announcements, messages   what instructors write to many
    notices      what people are told                   emails        their outbox; email_preferences
    audit        the audit log                          privacy       export and deletion of a person's data
"""

from grader.store.database import Database
from grader.store.migrate import migrate

__all__ = ["Database", "migrate"]

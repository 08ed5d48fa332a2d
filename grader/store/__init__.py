"""What is remembered.

    database = Database(settings.database_url)          one for each process, made after a fork
    with database.read() as session: ...                reads
    with database.write() as session: ...               commits at the end of the block

The functions take that session:

    accounts     people, passwords, sign-ins            courses       members and given assignments
    tokens       programs' access                       submissions   handing in, histories, pages, queue position
    runs         claim, results, failures, regrading    events        what happened in a run, for live feedback
    grades       the class's grades and pass rates      deliveries    webhooks and their outbox
    question_attempts   how questions went in earlier attempts
    recovery     what was lost or interrupted
    audit        who did what                           privacy       export and deletion of somebody's data
"""

from grader.store.database import Database
from grader.store.migrate import migrate

__all__ = ["Database", "migrate"]

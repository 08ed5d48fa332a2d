"""The threads of the sender."""

from grader.model import Verdict
from tests.lti.test_sending import marks
from tests.worker.parts import wait_until


def test_the_threads_send_what_is_due_and_stop(lms, world):
    world.graded(Verdict.ACCEPTED)
    thread = lms.sender.start()
    wait_until(lambda: marks(lms) == [1.0])
    lms.sender.close()
    thread.join(10)
    assert not thread.is_alive()

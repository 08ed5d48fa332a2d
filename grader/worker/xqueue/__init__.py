"""The external grader of Open edX: pulls submissions from queues, has them graded as all others are, and answers.

    client      the HTTP interface of XQueue and of edx-submissions
    delivery    reads what a queue delivers
    intake      stores it as a submission, or as an answer that says why it cannot be graded
    answers     the answer to a result, with its score
    message     the feedback in it, as XML
    service     pulls, answers and waits

docs/openedx.md describes the set-up.
"""

"""Client of the services of an LTI 1.3 platform: access tokens, line items, scores, and names and roles.

It knows no database. `grader.worker.lms` sends the scores of the outbox and fetches members with it.
"""

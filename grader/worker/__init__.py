"""Runs submissions that wait in the queue, and publishes their results live.

app, queue   the Celery application; enqueues ids                          (the web uses `Queue`)
events       live events through a Redis stream                            (the web uses `EventBroadcaster`)
grading      one run: Celery task, event sink, run monitor, receipt
processes    worker host, supervisor, process identity, readiness, private Redis
sweeper      recovers what was lost or interrupted
deliveries   sends webhooks from the outbox
"""

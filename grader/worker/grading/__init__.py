"""One grading run: the Celery task, the event sink, the monitor and the receipt."""

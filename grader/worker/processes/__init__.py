"""Process supervision: the worker host, its Celery workers, the private Redis, logging."""

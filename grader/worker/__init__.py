"""From the queue to the report, and live to who watches.

app, queue       Celery's application; handing ids over          (the web uses `Queue`)
events           the live feed                                   (the web uses `Hub`)
tasks, run       what a worker process does with an id
holder, sweeper  who died, and what becomes of its work
supervisor       starts, watches and stops processes
"""

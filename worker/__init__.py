"""The processes that talk to Atlassian: the worker (slices of runs and syncs) and the scheduler.

PostgreSQL is the queue of record; what stands in Redis is only a nudge and may be lost at any moment.
"""

"""Runs the whole of Rollcall on one machine: embedded stores, supervisor, front-end build.

A deployment never imports this package: there, `DATABASE_URL` and `REDIS_URL` name real servers and
the platform keeps the processes of the Procfile alive.
"""

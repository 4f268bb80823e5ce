"""Processes killed in the middle of their work, and processes at the same work.

A kind of work is a :class:`~tests.crash.job.Job`; add one to ``jobs.JOBS`` and it is
killed like the others.
"""

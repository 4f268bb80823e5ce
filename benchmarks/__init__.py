"""Figures by which the suite is judged: counts and ratios, never bare seconds.

A benchmark is a module ``bench_<name>.py`` with a function ``run(env)`` that yields
:class:`~benchmarks.runner.Figure` rows. What it writes is rolled back afterwards.
``PEERS = ("contract",)`` on its top level, a literal, has those addons of
``requirements-peers.in`` installed in its database.
"""

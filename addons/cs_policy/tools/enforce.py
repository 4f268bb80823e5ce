"""Marks the code that carries a clause, so that the register can name it.

The clause register, the policy map and the mutation run all read these marks:
a clause is *enforced* when at least one marked function, duty plan or approval
names it.
"""

ENFORCERS = {}
"""Clause id -> sorted list of ``addon.module:qualified.name`` that carry it."""


def enforces(*clauses):
    """Mark a function or method as what carries ``clauses``.

    The function is returned unchanged: the mark is documentation that machines
    can read, never a switch.
    """

    def mark(function):
        name = f"{function.__module__.removeprefix('odoo.addons.')}:"
        name += function.__qualname__
        for clause in clauses:
            names = ENFORCERS.setdefault(clause, [])
            if name not in names:
                names.append(name)
                names.sort()
        function._enforces = tuple(clauses)
        return function

    return mark

"""How far the loan of a running contract is, by what its ledger shows as received."""

OPEN, HANDED, RELEASED = "open", "handed", "released"


def find_paid(own, loans, received):
    """Keys of the ``loans`` that have come, when ``received`` is all that was paid.

    The buyer pays first; of the rest each loan that it covers has come.

    :param own: what the buyer pays
    :param loans: {key: amount}

    >>> sorted(find_paid(30, {"loan": 50, "fund": 20}, 50))
    ['fund']
    """
    left, paid = round(received - own, 2), set()
    for key, amount in loans.items():
        if amount <= left:
            paid.add(key)
            left = round(left - amount, 2)
    return paid


def find_stage(paid, is_proven):
    """Where the mortgage file stands.

    A lender who has paid has its documents; that the bank was told, or came, is
    written in no ledger.

    :param paid: keys of the loans that have come
    :param is_proven: whether the ledger proves that all of it is there

    >>> find_stage({"fund"}, False), find_stage(set(), False), find_stage(set(), True)
    ('handed', 'open', 'released')
    """
    if is_proven:
        return RELEASED
    return HANDED if paid else OPEN

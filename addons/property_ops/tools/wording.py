"""Names put together from parts of which a new record has none yet."""


def join_names(*names):
    return ": ".join(filter(None, names))

"""A neighbour all of whose texts, files and messages carry one odd word."""

import base64
import struct
import zlib
from collections import defaultdict

from odoo import fields
from odoo.tools import SQL

WORD = "kanarienvogel"
PART = "kanarien"
"""What an attacker may look for without giving the whole word himself."""

SHORT = "kvogel42"
"""The word in columns that hold no more."""

ALLOWED = "spatzenpfiff"
"""What stands instead in the records an attacker may see."""

TEXTS = ("char", "text", "html")
NOT_PERSONAL = {"create_uid", "write_uid"}
KEPT = {
    # what the machine needs to find the text and the file at all
    "ir.attachment": {"res_field", "mimetype", "store_fname", "checksum", "key"},
    "res.users": {"login", "password", "totp_secret", "signature"},
    "res.users.apikeys": {"key", "index", "scope"},
    "mail.message": {"message_id"},
    "res.partner": {"invoice_edi_format_store"},  # a selection
}


def make_png():
    """A picture of one dot whose comment is the word."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
            chunk(b"tEXt", b"Comment\x00" + WORD.encode()),
            chunk(b"IDAT", zlib.compress(b"\x00\xff\xff\xff")),
            chunk(b"IEND", b""),
        )
    )


def find_word(answer):
    """Whether the word is in ``answer`` (text or bytes), plain or in base64."""
    if isinstance(answer, bytes):
        answer = answer.decode("latin-1")
    return any(pattern in answer for pattern in _PATTERNS)


def _get_patterns():
    word = WORD.encode()
    yield WORD
    yield WORD.upper()
    yield SHORT
    for shift in range(3):
        code = base64.b64encode(b"\0" * shift + word).decode()
        yield code[(0, 2, 3)[shift] + (2 if shift else 0) : -4]


_PATTERNS = tuple(_get_patterns())


class Neighbour:
    """Everything in the database that belongs to a person and a home.

    :ivar records: {model name: set of ids}
    :ivar bare: models that point to the neighbour, of which no row could be made
    :ivar stops: models whose records are his, but not what hangs on them
    """

    def __init__(self, env, *anchors, stops=()):
        self.env = env
        self.stops = stops
        self.records = defaultdict(set)
        self.bare = {}
        for record in anchors:
            self.records[record._name].update(record.ids)

    def ids(self, model):
        return sorted(self.records.get(model, ()))

    def without(self, other):
        """What is the neighbour's and not that of ``other``."""
        rest = Neighbour(self.env)
        for name, ids in self.records.items():
            if left := ids - other.records.get(name, set()):
                rest.records[name] = left
        return rest

    def gather(self):
        """Follow every stored relation that leads to what was found already."""
        self.env.flush_all()
        links = list(self._get_links())
        while True:
            before = sum(map(len, self.records.values()))
            for model, column, targets, kind in links:
                for target in targets:
                    self._follow(model, column, target, kind)
            if sum(map(len, self.records.values())) == before:
                return

    def _get_tables(self):
        for name, model in self.env.registry.items():
            if model._auto and not model._abstract and not model._transient:
                yield name, self.env[name]

    def _get_links(self):
        for name, model in self._get_tables():
            for field in model._fields.values():
                if not field.store or field.name in NOT_PERSONAL:
                    continue
                if field.type == "many2one":
                    yield name, field.name, [field.comodel_name], None
                elif field.type == "many2one_reference":
                    names = list(self.env.registry)
                    yield name, field.name, names, field.model_field

    def _follow(self, model, column, target, kind):
        ids = self.records.get(target)
        if not ids or target in self.stops:
            return
        query = SQL(
            "SELECT id FROM %s WHERE %s IN %s",
            SQL.identifier(self.env[model]._table),
            SQL.identifier(column),
            tuple(ids),
        )
        if kind:
            query = SQL("%s AND %s = %s", query, SQL.identifier(kind), target)
        found = {number for (number,) in self.env.execute_query(query)}
        if found:
            self.records[model] |= found

    def complete(self, is_wanted):
        """Make a row of every model that points to the neighbour and has none yet."""
        for _round in range(3):
            for name, model in self._get_tables():
                if not self.records.get(name) and is_wanted(model):
                    self._insert(model)
            self.gather()

    def _insert(self, model):
        """A row with every link to the neighbour it may have, else with one less."""
        values = self._get_values(model)
        links = [
            name
            for name in values
            if model._fields[name].type == "many2one"
            and self.records.get(model._fields[name].comodel_name)
        ]
        free = [name for name in links if not model._fields[name].required]
        for left_out in (None, *free) if links else ():
            row = {name: value for name, value in values.items() if name != left_out}
            try:
                self.records[model._name].add(self._insert_row(model, row))
                self.bare.pop(model._name, None)
                return
            except Exception as error:
                self.bare[model._name] = str(error).splitlines()[0]

    def _insert_row(self, model, values):
        with self.env.cr.savepoint():
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s) VALUES (%s) RETURNING id",
                    SQL.identifier(model._table),
                    SQL(", ").join(map(SQL.identifier, values)),
                    SQL(", ").join(SQL("%s", value) for value in values.values()),
                )
            )
            return self.env.cr.fetchone()[0]

    def _get_values(self, model):
        values = {
            field.name: self._get_value(model, field)
            for field in model._fields.values()
            if field.store and field.column_type and field.name != "id"
        }
        return {name: value for name, value in values.items() if value is not None}

    def _get_any(self, model):
        """Some row of ``model``; one is made where there is none."""
        table = SQL.identifier(model._table)
        rows = self.env.execute_query(
            SQL("SELECT id FROM %s ORDER BY id LIMIT 1", table)
        )
        return rows[0][0] if rows else self._insert_row(model, self._get_values(model))

    def _get_value(self, model, field):
        if field.type == "many2one":
            ids = self.records.get(field.comodel_name)
            if ids and field.name not in NOT_PERSONAL:
                return min(ids)
            return (
                self._get_any(self.env[field.comodel_name]) if field.required else None
            )
        if field.type in TEXTS and (field.required or not field.translate):
            return None if field.translate else WORD
        if field.type == "selection" and field.required:
            return next(iter(field.get_values(self.env)), None)
        if field.type in ("integer", "float", "monetary") and not field.inverse:
            return 1
        if field.type == "date":
            return fields.Date.today()
        if field.type == "datetime":
            return fields.Datetime.now()
        return False if field.type == "boolean" and field.required else None

    def add_papers(self):
        """A message, a note and a file at one record of every model that has any."""
        for name, ids in list(self.records.items()):
            if not ids:
                continue  # told by the test of what the neighbour has
            record = self.env[name].browse(min(ids))
            if name in ("ir.attachment", "mail.message") or not record.exists():
                continue
            if hasattr(record, "message_post") and name != "res.users":
                record.message_post(body=WORD, subtype_xmlid="mail.mt_comment")
                record.message_post(body=WORD, subtype_xmlid="mail.mt_note")
            self.env["ir.attachment"].create(
                {"name": WORD, "res_model": name, "res_id": record.id, "raw": WORD}
            )
            for field in record._fields.values():
                if field.type in ("binary", "image") and field.store:
                    self._add_picture(record, field)

    def _add_picture(self, record, field):
        if field.attachment:
            self.env["ir.attachment"].create(
                {
                    "name": field.name,
                    "res_model": record._name,
                    "res_field": field.name,
                    "res_id": record.id,
                    "raw": make_png(),
                    "mimetype": "image/png",
                }
            )

    def plant(self, word=WORD):
        """Write ``word`` into every text column of every record."""
        self.env.flush_all()
        for name, ids in self.records.items():
            model = self.env[name]
            kept = KEPT.get(name, set()) | {
                field.model_field
                for field in model._fields.values()
                if field.type == "many2one_reference"
            }
            for field in model._fields.values():
                is_text = field.type in TEXTS and field.store
                if ids and is_text and field.name not in kept:
                    self._write_word(model, field, ids, word)
        self.env.invalidate_all()

    def _write_word(self, model, field, ids, word):
        column = SQL.identifier(field.name)
        value = SQL("%s || id || '@canary.example'", f"{word}-")
        if field.type == "char" and field.size and field.size < len(word) + 30:
            value = SQL("%s", SHORT if word == WORD else word[: field.size])
        if field.translate:
            value = SQL("jsonb_build_object('en_US', %s)", value)
        elif field.company_dependent:
            key = str(self.env.company.id)
            value = SQL("jsonb_build_object(%s, %s)", key, value)
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE id IN %s",
                        SQL.identifier(model._table),
                        column,
                        value,
                        tuple(ids),
                    )
                )
        except Exception as error:
            self.bare[f"{model._name}.{field.name}"] = str(error).splitlines()[0]

    def count_planted(self):
        """{table column: rows} that still carry the word, to see nothing is lost."""
        return {
            name: len(self.env[name].browse(ids).exists())
            for name, ids in self.records.items()
        }

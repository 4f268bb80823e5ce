"""Pages, files and reports: what somebody with a portal login can ask for by URL."""

import inspect
import json
import logging
import re
from contextlib import contextmanager

from odoo import http

from .canary import ALLOWED, PART, find_word

NEVER = re.compile(
    # these end the session or are no page of the database
    r"/(web/session/(logout|destroy)|web/database|websocket|longpolling|bus/|"
    r"web/assets|web/tests|web/become|logo|robots|sitemap|doc)"
)
ARGUMENT = re.compile(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>")
ID_OF = {
    "invoice": "account.move",
    "move": "account.move",
    "order": "account.move",
    "ticket": "helpdesk.ticket",
    "partner": "res.partner",
    "address": "res.partner",
    "author": "res.partner",
    "pid": "res.partner",
    "user": "res.users",
    "attachment": "ir.attachment",
    "message": "mail.message",
    "unit": "property.unit",
    "home": "property.unit",
    "contract": "sale.home.contract",
    "file": "ir.attachment",
    "receipt": "property.receipt",
    "step": "property.dunning.step",
    "meter": "property.meter",
    "transaction": "payment.transaction",
    "payment": "account.payment",
}
MODEL_NAMES = {"model", "res_model", "thread_model", "model_name", "comodel_name"}
OF_MODEL = {"id", "res_id", "thread_id", "document_id", "record_id"}
FILES = (b"%PDF", b"PK")
FORMS = (
    "movein-notice",
    "movein-slip",
    "area-settlement",
    "certificate-property",
    "certificate-land",
    "certificate-both",
)
"""Keys of what a buyer may print from the page of a contract."""
SHAPES = (
    "account.move",
    "account.move.line",
    "helpdesk.ticket",
    "ir.attachment",
    "mail.message",
    "property.receipt",
    "property.unit",
    "res.users",
    "sale.home.contract",
)
"""Tried with every shape of a path; all models are tried with one shape of it."""

PERSONAL = re.compile(
    r"/(my|mail|payment|portal|invoice|discuss|web/(content|image))\b"
)
"""Routes whose answer depends on who asks, not on his rights alone."""


@contextmanager
def quiet():
    """Refusals are expected by the thousand; the log is not to keep them."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


class Guess:
    """Values for the arguments of routes and methods: the neighbour's, where fit."""

    def __init__(self, neighbour):
        self.neighbour = neighbour
        main = dict.fromkeys(ID_OF.values())
        self.sample = sorted({i for model in main for i in neighbour.ids(model)[:1]})

    def numbers(self, name):
        """Ids to try for an argument of that name."""
        if name == "id":  # of a file, as a rule
            return self.neighbour.ids("ir.attachment")[:2] + self.sample
        for word, model in ID_OF.items():
            if word in name and self.neighbour.ids(model):
                return self.neighbour.ids(model)[:3]
        return self.sample

    def value(self, name, model=None, number=None):
        """One value for an argument of that name."""
        if name in MODEL_NAMES:
            return model or "res.partner"
        if name in OF_MODEL:
            return number or self.sample[0]
        if name.endswith("_ids") or name == "ids":
            return [number] if number else self.numbers(name)
        if name.endswith("_id"):
            return self.numbers(name)[0]
        if name in ("fields", "field_names", "allfields", "fnames", "attributes"):
            return []
        if name in ("domain", "args", "groupby", "aggregates", "params"):
            return []
        if name in ("name", "search", "term", "query", "value", "text", "login"):
            return PART
        if name in ("limit", "page", "width", "height", "offset", "size", "res_limit"):
            return 40
        return {} if name in ("values", "vals", "kwargs", "specification") else False


class RouteAttack:
    """Every page and every JSON route, by whoever is logged in in ``case``.

    :param models_wanted: for routes that take a model; all those of the neighbour
    """

    def __init__(self, case, neighbour, models_wanted=None):
        self.case = case
        self.neighbour = neighbour
        self.models_wanted = models_wanted or list(neighbour.records)
        self.guess = Guess(neighbour)
        self.leaks = []
        self.sightings = 0  # of what the attacker may see
        self.count = 0
        self._asked = set()  # functions that were tried with everything

    def run(self, is_wanted=lambda _path: True, auths=("user", "public")):
        """Try all routes whose path is wanted; leaks are in ``leaks``."""
        with quiet():
            for rule in self.case.env["ir.http"].routing_map().iter_rules():
                routing = rule.endpoint.routing
                if routing["auth"] not in auths or NEVER.match(rule.rule):
                    continue
                if is_wanted(rule.rule):
                    self._try_rule(rule, routing)
        return self.leaks

    def _try_rule(self, rule, routing):
        names = list(inspect.signature(rule.endpoint).parameters)
        names = [name for name in names if name not in ("self", "kw", "kwargs")]
        function = rule.endpoint.original_endpoint
        is_known = function in self._asked  # the same again, at another address
        self._asked.add(function)
        models_wanted = SHAPES if is_known else self.models_wanted
        paths = self._get_paths(rule.rule, names, models_wanted)
        if is_known:
            paths = paths[: 2 * len(SHAPES)]
        for path, taken, model, number in paths:
            params = {
                name: self.guess.value(name, model, number)
                for name in names
                if name not in taken and not name.startswith("_")
            }
            params.pop("access_token", None)
            if routing["type"] == "http":
                self._open(path, params, routing["methods"])
            else:
                self._post_json(path, params)

    def _get_paths(self, pattern, names, models_wanted):
        """(path, arguments in it, model, id) for the neighbour's records."""
        arguments = ARGUMENT.findall(pattern)
        taken = {name for _kind, _limits, name in arguments}
        by_model = (taken | set(names)) & MODEL_NAMES
        pairs = [(None, None)]
        if by_model:
            pairs = [
                (model, ids[0])
                for model in models_wanted
                if (ids := self.neighbour.ids(model))
            ]
        paths = {}
        for model, number in pairs:
            for candidate in self._get_numbers(arguments, model, number):
                path = ARGUMENT.sub(
                    lambda found, c=candidate, m=model: str(
                        self._fill(found[1], found[3], m, c)
                    ),
                    pattern,
                )
                paths.setdefault((path, model), (path, taken, model, candidate))
        return list(paths.values())

    def _get_numbers(self, arguments, model, number):
        if number:
            return [number]
        for kind, _limits, name in arguments:
            if kind in ("int", "model", "models") or name.endswith("id"):
                return self.guess.numbers(name)
        return [None]

    def _fill(self, kind, name, model, number):
        if name in MODEL_NAMES:
            return model
        if kind in ("int", "model", "models") or name.endswith("id"):
            if name in ("width", "height", "page", "size"):
                return 40
            return number or self.guess.sample[0]
        if name in ("field", "field_name"):
            return "avatar_128" if model in ("res.partner", "res.users") else "name"
        return "x"

    def _open(self, path, params, methods):
        query = {k: v for k, v in params.items() if v not in (False, None)}
        if not methods or "GET" in methods:
            self._check(f"GET {path}", self._send(path, params=query))
        if methods and "POST" in methods:
            query["csrf_token"] = http.Request.csrf_token(self.case)
            self._check(f"POST {path}", self._send(path, data=query))

    def _post_json(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        self._check(f"JSON {path} {params}", self._send(path, json=body))

    def _send(self, path, params=None, data=None, json=None):
        """One request; redirects are not followed, they lead to other routes."""
        case = self.case
        method = "POST" if data is not None or json is not None else "GET"
        self.count += 1
        return case.opener.request(
            method,
            case.base_url() + path,
            params=params,
            data=data,
            json=json,
            allow_redirects=False,
            timeout=60,
        )

    def _check(self, what, response):
        headers = " ".join(map(str, response.headers.items()))
        if find_word(response.content) or find_word(headers):
            self.leaks.append(what)
        elif response.content.startswith(FILES):
            self.leaks.append(f"{what}: a file")
        self.sightings += ALLOWED.encode() in response.content

    def open_files(self):
        """The files of the neighbour by their numbers."""
        with quiet():
            for number in self.neighbour.ids("ir.attachment"):
                for path in (f"/web/content/{number}", f"/web/image/{number}"):
                    self._check(path, self._send(path))
        return self.leaks

    def open_contracts(self, number, forms=True):
        """Each file of the neighbour as a photo or paper of the contract, its forms."""
        with quiet():
            for file in self.neighbour.ids("ir.attachment"):
                for kind in ("photo", "paper"):
                    path = f"/my/contracts/{number}/{kind}/{file}"
                    self._check(path, self._send(path))
            for key in FORMS if forms else ():
                path = f"/my/contracts/{number}/document/{key}"
                response = self._send(path)
                if response.status_code == 200:
                    self._check(path, response)
        return self.leaks

    def open_records(self):
        """Reports and pictures by the numbers of the neighbour, and his files."""
        with quiet():
            reports = self.case.env["ir.actions.report"].search([])
            for report in reports:
                for number in self.neighbour.ids(report.model)[:1]:
                    name = report.report_name
                    for kind in ("html", "pdf", "text"):
                        path = f"/report/{kind}/{name}/{number}"
                        self._check(path, self._send(path))
                    data = json.dumps([f"/report/pdf/{name}/{number}", "qweb-pdf"])
                    path = f"/report/download?data={data}&context={{}}"
                    self._check(path, self._send(path))
            for model in list(self.neighbour.records):
                self._open_fields(model)
        return self.open_files()

    def _open_fields(self, model):
        number = self.neighbour.ids(model)[:1]
        stored = self.case.env[model]._fields.values()
        pictures = [f.name for f in stored if f.type in ("binary", "image")]
        for name in [*pictures, "display_name"] if number else ():
            for path in (
                f"/web/image/{model}/{number[0]}/{name}",
                f"/web/content/{model}/{number[0]}/{name}",
            ):
                self._check(path, self._send(path))

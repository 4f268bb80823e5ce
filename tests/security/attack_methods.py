"""Methods: what somebody with a portal login can call, tried out in full."""

import inspect

from odoo import models
from odoo.exceptions import AccessError
from odoo.service.model import call_kw, get_public_method

from .attack import Guess, quiet
from .canary import ALLOWED, PART, find_word

OURS = ("cs_policy", "property_ops", "sales_aftercare")
READS = (
    "search_read",
    "web_search_read",
    "name_search",
    "read_group",
    "formatted_read_group",
    "search_fetch",
    "search",
)
_BASE_METHODS = {name for name in dir(models.BaseModel) if not name.startswith("_")}


def is_ours(model):
    return model._original_module in OURS


class MethodAttack:
    """Every public method of every model, as ``call_kw`` runs it for the client.

    :param is_personal: leave out what every customer is refused for lack of rights
    """

    def __init__(self, env, user, neighbour, is_personal=False):
        self.env = env
        # sudo is off; as in a request, the companies are those of the user
        companies = {**env.context, "allowed_company_ids": user.company_ids.ids}
        self.own = env(user=user.id, su=False, context=companies)
        self.neighbour = neighbour
        self.is_personal = is_personal
        self.guess = Guess(neighbour)
        self.leaks = []
        self.sightings = 0  # of what the attacker may see
        self.count = 0

    def run(self, models_wanted=None):
        with quiet():
            for name in sorted(models_wanted or self.env.registry):
                is_open = self.own[name].has_access("read")
                if self.is_personal and not is_open and not is_ours(self.env[name]):
                    continue
                if not self.env[name]._abstract:
                    self._try_reads(name, is_open)
                self._try_methods(name, is_open)
        return self.leaks

    def _try_reads(self, name, is_open):
        if self.is_personal and not is_open:
            return
        fields = self.env[name]._fields
        texts = [f.name for f in fields.values() if not f.groups and f.name != "id"]
        links = [f.name for f in fields.values() if f.type == "many2one" and f.store]
        spec = {
            f.name: {"fields": {"display_name": {}}} if f.relational else {}
            for f in fields.values()
            if not f.groups
        }
        self._call(name, "search_read", [[], texts])
        for ids in self._get_ids(name):
            self._read_parts(name, ids, texts)
            self._call(name, "web_read", [ids, spec])
        if not is_open:
            return  # all that follows is refused for the same reason
        self._call(name, "search_read", [[], ["display_name"]])
        self._call(name, "web_search_read", [[], spec])
        self._call(name, "name_search", [PART])
        if not self.is_personal:
            self._call(name, "get_views", [[[False, "list"], [False, "form"]]])
        for link in links[:12]:
            self._call(name, "formatted_read_group", [[], [link], ["__count"]])
        for ids in self._get_ids(name):
            self._call(name, "export_data", [ids, texts])

    def _read_parts(self, name, ids, texts):
        """Read all fields; where one of them spoils it, all the others."""
        if self._call(name, "read", [ids, texts]) or len(texts) < 2:
            return
        if not self.own[name].browse(ids)._filtered_access("read"):
            self._call(name, "read", [ids, texts[:1]])
            return  # no row may be read: every field is refused like the first
        middle = len(texts) // 2
        for part in (texts[:middle], texts[middle:]):
            self._read_parts(name, ids, part)

    def _get_ids(self, name):
        """The first three at once, and each alone: one that is closed closes all."""
        ids = self.neighbour.ids(name)[:3]
        if not ids:
            return []
        is_open = self.own[name].has_access("read")
        return [ids, *([number] for number in ids if is_open and len(ids) > 1)]

    def _try_methods(self, name, is_open):
        model = self.env[name]
        for method in self._get_methods(model):
            ids = self.neighbour.ids(name)[:3]
            is_basic = method in _BASE_METHODS
            if is_basic and (not ids or (self.is_personal and not is_open)):
                continue
            function = getattr(type(model), method)
            arguments = self._get_arguments(function)
            if getattr(function, "_api_model", False):
                self._call(name, method, arguments)
            elif ids:
                self._call(name, method, [ids, *arguments])

    def _get_methods(self, model):
        for name in dir(type(model)):
            if name.startswith("_") or name in READS:
                continue
            try:
                get_public_method(model, name)
            except (AccessError, AttributeError, TypeError):
                continue
            yield name

    def _get_arguments(self, function):
        try:
            parameters = list(inspect.signature(function).parameters.values())[1:]
        except (TypeError, ValueError):
            return []
        return [
            self.guess.value(parameter.name)
            for parameter in parameters
            if parameter.default is parameter.empty
            and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        ]

    def _call(self, name, method, arguments):
        """Call, look at the answer, take back; whether it was answered."""
        self.count += 1
        is_answered = False
        self.env.cr.execute("SAVEPOINT attack")
        try:
            answer = repr(call_kw(self.own[name], method, arguments, {}))
            is_answered = True
        except Exception as error:
            answer = repr(error)
        finally:
            self.env.clear()
            self.env.cr.execute("ROLLBACK TO SAVEPOINT attack")
            self.env.cr.execute("RELEASE SAVEPOINT attack")
        if find_word(answer):
            self.leaks.append(f"{name}.{method}{arguments!r}"[:300])
        self.sightings += ALLOWED in answer
        return is_answered

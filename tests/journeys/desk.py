"""One browser for a whole journey: person after person sits down at it."""

from concurrent.futures import Future
from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser

from .browser import act

OFFICE = "!!document.querySelector('.o_main_navbar')"
PORTAL = "!!document.querySelector('#wrapwrap')"


class KeptBrowser(ChromeBrowser):
    """Stays open from one person to the next; to start it takes longest."""

    def begin(self):
        self._result, self.had_failure = Future(), False
        return self

    def stop(self):
        self.navigate_to("about:blank", wait_stop=True)

    def close(self):
        super().stop()


class DeskCase(HttpCase):
    """What people do at the web client, and what it answers past all buttons."""

    def setUp(self):
        super().setUp()
        self._browser = None

    def _do(self, user, url, steps, ready=OFFICE, timeout=90):
        """``user`` opens ``url`` and takes ``steps`` there."""
        if not self._browser:
            self._browser = KeptBrowser(self)
            self.addCleanup(self._browser.close)
        browser = self._browser
        with patch(
            "odoo.tests.common.ChromeBrowser", lambda *_args, **_kw: browser.begin()
        ):
            code = act(steps)
            self.browser_js(url, code, ready=ready, login=user.login, timeout=timeout)
        self.env.invalidate_all()

    def _call(self, user, records, method, *args):
        """The error that the web client gets when ``user`` asks for ``method``."""
        self.authenticate(user.login, user.login)
        params = {"model": records._name, "method": method, "kwargs": {}}
        answer = self.url_open(
            f"/web/dataset/call_kw/{records._name}/{method}",
            json={"params": {**params, "args": [records.ids, *args]}},
        )
        self.env.invalidate_all()
        return answer.json().get("error", {}).get("data", {})

    def _denied(self, user, records, method, *clauses, args=()):
        """Refused for ``clauses``; without any, for want of a right on the records."""
        error = self._call(user, records, method, *args)
        reasons = error.get("context", {}).get("reasons", ())
        message = f"{user.login} {records} {method}: {error.get('message')}"
        self.assertEqual({row["clause"] for row in reasons}, set(clauses), message)
        if not clauses:
            self.assertEqual(error.get("name"), "odoo.exceptions.AccessError", message)

    def _sees(self, user, model, method):
        """Whether the form that ``user`` gets has the button of ``method``."""
        arch = self.env[model].with_user(user).get_view(view_type="form")["arch"]
        return f'name="{method}"' in arch

    def _reach(self, user, action):
        """The address of ``action``, to which a menu of ``user`` leads."""
        found = self.env.ref(action)
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        actions = {
            menu.get("action_id") or menu.get("actionID") for menu in menus.values()
        }
        self.assertIn(found.id, actions, f"{user.login}: no menu leads to {action}")
        return f"/odoo/action-{action}"

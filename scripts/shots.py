"""The screenshots of the documentation: what is shown to whom, in which language.

``./guanjia shots`` takes them from a fresh clone of the demo database. Add a line to
``SHOTS``; the file becomes ``docs/images/<name>.png``.
"""

import json
import sys
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

from chromium import Chromium, ChromiumError

IMAGES = Path(__file__).resolve().parents[1] / "docs/images"
DESKTOP = (1280, 800)
PHONE = (390, 844)


@dataclass(frozen=True)
class Shot:
    """One picture: the page at ``url`` once ``selector`` is there.

    ``script`` may click its way further; it is run, and ``then`` waited for.
    ``first`` is (login, model, method) of a button pressed before on all records.
    ``readers``: a form speaks the language of whoever gets it: all get this one.
    ``is_pdf``: what is printed from ``url``, its pages drawn one below the other; the
    url ends with the id of the first record that ``found`` (model, domain) finds.
    """

    name: str
    login: str
    url: str
    selector: str
    lang: str = "en_US"
    size: tuple = DESKTOP
    script: str = ""
    then: str = ""
    first: tuple = ()
    readers: bool = False
    is_pdf: bool = False
    found: tuple = ()


SHOTS = (
    Shot(
        name="clauses",
        login="policy",
        url="/odoo/action-cs_policy.policy_clause_action",
        selector=".o_data_row",
    ),
    Shot(
        name="planning-board",
        login="manager",
        url="/odoo/action-cs_policy.shift_assignment_action_board",
        selector=".vis-item",
    ),
    Shot(
        name="swap",
        login="manager",
        url="/odoo/action-cs_policy.shift_swap_action",
        selector=".o_data_row",
        script="document.querySelector('.o_data_row .o_data_cell').click()",
        then=".o_form_sheet",
    ),
    Shot(
        name="compliance-board",
        login="auditor",
        url="/odoo/action-cs_policy.policy_duty_action",
        selector=".o_pivot table",
        first=("policy", "policy.duty.plan", "action_generate"),
    ),
    Shot(
        name="refusal",
        login="agent1",
        url="/odoo/action-cs_policy.shift_assignment_action_today",
        selector="button[name=action_sign_in]",
        size=PHONE,
        script="document.querySelector('button[name=action_sign_in]').click()",
        then=".modal-body",
    ),
    Shot(
        name="find-colleague",
        login="agent1",
        url="/odoo/action-cs_policy.shift_swap_action_mine",
        selector=".o_kanban_record",
        lang="zh_TW",
        size=PHONE,
        script="document.querySelector('.o_kanban_record').click()",
        then=".o_form_sheet",
    ),
    Shot(
        name="swap-to-approve",
        login="manager",
        url="/odoo/action-cs_policy.shift_swap_action_to_approve",
        selector=".o_data_row",
        lang="zh_TW",
        script="document.querySelector('.o_data_row .o_data_cell').click()",
        then=".o_form_sheet",
    ),
    Shot(
        name="import",
        login="manager",
        url="/odoo/action-cs_policy.shift_import_action",
        selector=".o_list_button_add",
        lang="zh_TW",
        script="document.querySelector('.o_list_button_add').click()",
        then=".o_form_sheet",
    ),
    Shot(
        name="my-shift-today",
        login="agent2",
        url="/odoo/action-cs_policy.shift_assignment_action_today",
        selector=".o_kanban_record, .o_view_nocontent, .o_form_sheet",
        lang="zh_TW",
        size=PHONE,
    ),
    Shot(
        name="my-roster",
        login="agent3",
        url="/my/roster",
        selector="#wrap, main",
        lang="zh_CN",
        size=PHONE,
    ),
    Shot(
        name="estate",
        login="director1",
        url="/odoo/action-property_ops.property_unit_action",
        selector=".o_data_row",
    ),
    Shot(
        name="billing-run",
        login="cashier1",
        url="/odoo/action-property_ops.property_billing_run_action",
        selector=".o_data_row",
        script="document.querySelector('.o_data_row .o_data_cell').click()",
        then=".o_form_sheet",
    ),
    Shot(
        name="billing-runs",
        login="cashier1",
        url="/odoo/action-property_ops.property_billing_run_action",
        selector=".o_data_row",
        lang="zh_CN",
    ),
    Shot(
        name="dunning-cases",
        login="director1",
        url="/odoo/action-property_ops.property_dunning_case_action",
        selector=".o_kanban_record",
    ),
    Shot(
        name="meter-readings",
        login="area1",
        url="/my/readings",
        selector=".o_my_readings[data-ready]",
        lang="zh_CN",
        size=PHONE,
    ),
    Shot(
        name="my-homes",
        login="owner1",
        url="/my/homes",
        selector="#wrap, main",
        size=PHONE,
    ),
    Shot(
        name="sale-pipeline",
        login="centre1",
        url="/odoo/action-sales_aftercare.sale_home_contract_action",
        selector=".o_kanban_record",
    ),
    Shot(
        name="sale-contract",
        login="centre1",
        url="/odoo/action-sales_aftercare.sale_home_contract_action",
        selector=".o_kanban_record",
        lang="zh_TW",
        script="document.querySelector('.o_kanban_record').click()",
        then=".o_form_sheet",
    ),
    Shot(
        name="authentication-batches",
        login="clerk1",
        url="/odoo/action-sales_aftercare.authentication_batch_action",
        selector=".o_data_row",
        lang="zh_CN",
    ),
    Shot(
        name="my-contract",
        login="buyer1",
        url="/my/contracts",
        selector="#wrap a[href*='/my/contracts/']",
        lang="zh_CN",
        size=PHONE,
        script="document.querySelector(\"#wrap a[href*='/my/contracts/']\").click()",
        then=".o_timeline, .timeline, #wrap h2, #wrap h3",
    ),
)

FORMS = {
    "payment-notice": (
        "property_ops.property_payment_notice_document",
        (
            "account.move",
            [["property_kind", "=", "bill"], ["payment_state", "=", "not_paid"]],
        ),
    ),
    "dunning-notice": (
        "property_ops.property_dunning_notice_document",
        ("property.dunning.step", [["kind", "=", "notice"]]),
    ),
}
"""Printed forms: each is kept in every language, as the printer gets it."""

DRAW = """(async () => {
    const library = "/web/static/lib/pdfjs/build/";
    const pdfjs = await import(library + "pdf.js");
    pdfjs.GlobalWorkerOptions.workerSrc = library + "pdf.worker.js";
    const file = await pdfjs.getDocument("%s").promise;
    document.body.replaceChildren();
    document.body.style.margin = 0;
    for (let number = 1; number <= file.numPages; number++) {
        const page = await file.getPage(number);
        const whole = page.getViewport({scale: 1});
        const viewport = page.getViewport({scale: innerWidth / whole.width});
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [viewport.width, viewport.height];
        canvas.style.display = "block";
        document.body.append(canvas);
        const canvasContext = canvas.getContext("2d");
        await page.render({canvasContext, viewport}).promise;
    }
    document.body.dataset.ready = file.numPages;
})()"""
"""Odoo's own pdf.js draws the pages in the window."""

SHOTS += tuple(
    Shot(
        name=f"{name}-{lang}",
        login="admin",
        url=f"/report/pdf/{report}/",
        selector="body[data-ready]",
        lang=lang,
        size=(900, 1273),
        readers=True,
        is_pdf=True,
        found=found,
    )
    for name, (report, found) in FORMS.items()
    for lang in ("en_US", "zh_TW", "zh_CN")
)


class Photographer:
    """Logs in as each user once and takes the pictures one after the other."""

    def __init__(self, base, database, browser):
        self.base = base
        self.database = database
        self.browser = browser
        self.sessions = {}

    def take(self, shot):
        if shot.first:
            self._press(*shot.first)
        if shot.readers:
            self._write_all("res.partner", {"lang": shot.lang})
        session = self._get_session(shot.login)
        own = [session["uid"]]
        self._call(session, "res.users", "write", [own, {"lang": shot.lang}])
        session = self._log_in(shot.login)  # one keeps the language it began in
        self.browser("Network.clearBrowserCookies")
        self.browser(
            "Network.setCookie",
            name="session_id",
            value=session["id"],
            url=self.base,
            httpOnly=True,
        )
        width, height = shot.size
        mobile = width < 600
        # times are shown in the zone of the browser: that of the demo company
        self.browser("Emulation.setTimezoneOverride", timezoneId="Asia/Shanghai")
        self.browser.set_size(width, height, scale=2 if mobile else 1, mobile=mobile)
        if shot.is_pdf:
            self.browser.load(f"{self.base}/web/health")
            [record, *_others] = self._call(
                session, shot.found[0], "search", shot.found[1:]
            )
            self.browser.evaluate(DRAW % f"{shot.url}{record}")
        else:
            self.browser.load(self.base + shot.url)
        self.browser.wait_for(shot.selector)
        if shot.script:
            self.browser.evaluate(shot.script)
            self.browser.wait_for(shot.then or shot.selector)
        self.browser.settle()
        path = IMAGES / f"{shot.name}.png"
        path.write_bytes(self.browser.take_screenshot(whole=shot.is_pdf))
        return path

    def _press(self, login, model, method):
        session = self._get_session(login)
        records = self._call(session, model, "search", [[]])
        self._call(session, model, method, [records])

    def _write_all(self, model, values):
        session = self._get_session("admin")
        records = self._call(session, model, "search", [[]])
        self._call(session, model, "write", [records, values])

    def _get_session(self, login):
        if login not in self.sessions:
            self.sessions[login] = self._log_in(login)
        return self.sessions[login]

    def _log_in(self, login):
        jar = CookieJar()
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
        )
        session = {"opener": opener}
        words = {"db": self.database, "login": login, "password": login}
        answer = self._post(session, "/web/session/authenticate", words)
        session["uid"] = answer["uid"]
        session["id"] = next(c.value for c in jar if c.name == "session_id")
        return session

    def _call(self, session, model, method, arguments):
        path = f"/web/dataset/call_kw/{model}/{method}"
        values = {"model": model, "method": method, "args": arguments, "kwargs": {}}
        return self._post(session, path, values)

    def _post(self, session, path, values):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": values})
        request = urllib.request.Request(
            self.base + path, body.encode(), {"Content-Type": "application/json"}
        )
        answer = json.load(session["opener"].open(request))
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]


def main(base, database, *names):
    """Take the named pictures, or all; returns the number of names unknown."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    shots = [shot for shot in SHOTS if not names or shot.name in names]
    with Chromium("--force-color-profile=srgb") as browser:
        photographer = Photographer(base, database, browser)
        for shot in shots:
            try:
                path = photographer.take(shot)
            except ChromiumError as error:
                seen = IMAGES / f"{shot.name}-failed.png"
                seen.write_bytes(browser.take_screenshot())
                sys.exit(f"{shot.name}: {error}; what was there instead: {seen}")
            print(path.relative_to(IMAGES.parents[1]), flush=True)
    return len(set(names) - {shot.name for shot in shots})


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

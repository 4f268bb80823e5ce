from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .browser_wait import WAIT
from .common import PolicyCase

REWRITE_SILENTLY = (
    WAIT
    + """
    const orm = odoo.__WOWL_DEBUG__.root.env.services.orm;
    const $ = (selector) => document.querySelector(selector);
    // Not awaited: the client's own error service has to catch the refusal.
    Promise.resolve().then(() => orm.create("policy.parameter.value", [{
        parameter_id: %(parameter)s, value: "5", date_from: "2020-01-01",
    }]));
    (async () => {
        const dialog = await wait("the dialog", () => $(".o_policy_refusal"));
        const text = dialog.textContent;
        for (const part of ["Test limit", "2020-01-01", "Give a reason"]) {
            if (!text.includes(part)) throw new Error(part + " is not in " + text);
        }
        const link = dialog.querySelector(".o_policy_refusal_clause");
        if (!link.textContent.includes("X-1")) throw new Error(link.textContent);
        link.click();
        const form = await wait("the clause", () =>
            [...document.querySelectorAll(".o_dialog .o_form_view")].find(
                (form) => form.textContent.includes("X-1")
            )
        );
        const press = (target) => target.dispatchEvent(
            new KeyboardEvent("keydown", {key: "Escape", bubbles: true})
        );
        press(form);
        await wait("the clause closed", () => !$(".o_dialog .o_form_view"));
        if (!$(".o_policy_refusal")) throw new Error("the refusal went with it");
        press($(".o_policy_refusal"));
        await wait("the refusal closed", () => !$(".o_policy_refusal"));
        console.log("test successful");
    })();
"""
)


@tagged("post_install", "-at_install")
class TestRefusalDialog(HttpCase, PolicyCase):
    @mute_logger("odoo.http")  # the refusal itself is logged there
    def test_a_refusal_shows_its_clause_in_the_web_client(self):
        """X-1: figures, remedy and a link to the clause; Escape closes both."""
        clause = self.env["policy.clause"]
        clause = clause.browse(clause._get_id("X-1")) or clause.create(
            {"code": "X-1", "name": "The policy is a register", "part": "X"}
        )
        parameter = self.env["policy.parameter"].create(
            {
                "code": "test_limit",
                "name": "Test limit",
                "clause_id": clause.id,
                "default_value": "3",
            }
        )
        for size in ("1366x768", "375x667"):
            with self.subTest(size=size):
                self.browser_size = size
                self.browser_js(
                    "/odoo/policy-clauses",
                    REWRITE_SILENTLY % {"parameter": parameter.id},
                    ready="!!document.querySelector('.o_view_controller')",
                    login="policy_policy_manager",
                )

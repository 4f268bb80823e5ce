from itertools import pairwise

from odoo import Command
from odoo.tests import new_test_user

from .billing_common import BillingCase

MONDAY = "2026-12-07 01:00:00"
"""The bills of the tests fell due on 2026-11-20, long before."""


class DunningCase(BillingCase):
    """Two owners behind with their fees, a policy, and the people of the ladder."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {
            "company_id": cls.company.id,
            "company_ids": [(6, 0, cls.company.ids)],
        }
        cls.user_assistant = new_test_user(
            cls.env,
            "property_assistant",
            groups="property_ops.property_ops_group_assistant",
            **company,
        )
        cls.employee_assistant = cls._create_employee(
            "Assistant", user=cls.user_assistant
        )
        cls.user_centre = new_test_user(
            cls.env,
            "customer_centre",
            groups="cs_policy.cs_policy_group_manager",
            **company,
        )
        cls.policy = cls.env["property.dunning.policy"].create(
            {"company_id": cls.company.id, "date_from": "2026-01-01"}
        )
        cls.env["property.area.assignment"].create(
            {
                "building_id": cls.building.id,
                "employee_id": cls.employee_area_manager.id,
                "date_from": "2026-01-01",
            }
        )
        cls.bank = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "bank")], limit=1
        )
        cls.Case = cls.env["property.dunning.case"]

    @classmethod
    def _bill(cls, unit=None, partner=None, amount=100.0, due="2026-11-20", **vals):
        """A posted bill of a home, due long ago."""
        unit = unit or cls.unit
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": cls.company.id,
                "partner_id": (partner or cls.ann).id,
                "invoice_date": min(due, "2026-11-05"),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "property_unit_id": unit.id,
                "property_kind": "bill",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.fee.product_id.id,
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": [],
                        }
                    )
                ],
                **vals,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _pay(cls, amount, partner=None, day="2026-12-07"):
        """Money on the bank, on the account of the payer; its receivable item."""
        partner = partner or cls.ann
        receivable = partner.with_company(cls.company).property_account_receivable_id
        move = cls.env["account.move"].create(
            {
                "journal_id": cls.bank.id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": cls.bank.default_account_id.id,
                            "debit": amount,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": partner.id,
                            "credit": amount,
                        }
                    ),
                ],
            }
        )
        move.action_post()
        return move.line_ids.filtered("credit")

    @classmethod
    def _pay_bill(cls, bill, amount=None):
        """A payment set against ``bill``."""
        line = cls._pay(amount or bill.amount_residual, bill.partner_id)
        owed = bill.line_ids.filtered(lambda li: li.account_id == line.account_id)
        (line | owed).reconcile()

    def _move_all(self):
        """What the daily job does, without its commits."""
        ladder = self.Case.with_company(self.company)
        ladder._prepare_day()
        day = self.company._policy_today()
        steps = self.env["property.dunning.step"].with_company(self.company)
        with self.env["policy.job.run"]._track("dunning") as run:
            steps._note_delivered(steps._find_delivered(self.company, day), run)
        self.assertFalse(run.errors)
        units = {row["unit_id"] for row in ladder._find_moves(self.company, day)}
        count = ladder._process_chunk(self.company, day, sorted(units))
        self.env.invalidate_all()
        return count

    def _get_case(self, unit=None):
        return self.Case.search([("unit_id", "=", (unit or self.unit).id)])

    def _open_case(self, **vals):
        """The case of the first home, as the job opens it."""
        self._bill(**vals)
        self._move_all()
        return self._get_case()

    def _get_html(self, step):
        report = self.env["ir.actions.report"]
        html, _kind = report._render_qweb_html(
            "property_ops.property_dunning_notice_report", step.ids
        )
        return html.decode()

    def _prove_letter(self, case, proof="signed", **vals):
        step = case.step_id.with_user(self.user_area_manager)
        step.action_print()
        if proof == "signed":
            vals.setdefault("witness", "The owner")
        step._prove(proof, self.company._policy_today(), **vals)

    def _let_pass(self, frozen, case):
        """The clock goes to the day on which the next step may open."""
        day = case.date_next
        frozen.move_to(f"{day} 01:00:00")
        self._move_all()
        return case.step_id

    def _visit(self, case, user=None, **vals):
        """The report of the visit that is due, made by ``user``."""
        user = user or self.user_area_manager
        action = case.with_user(user).action_visit()
        visit = self.env["service.visit"].with_user(user).browse(action["res_id"])
        visit.write(
            {
                "dunning_reason": "refuses",
                "opinion": "The lift is always broken",
                "is_explained": True,
                "is_warned": True,
                "result": "Talked at the door",
                **vals,
            }
        )
        visit.action_done()
        return visit

    def _draft_plan(self, case, *instalments):
        """A draft of (day, amount), by the area manager."""
        plan = self.env["property.payment.plan"].with_user(self.user_area_manager)
        return plan.create(
            {
                "case_id": case.id,
                "line_ids": [
                    (0, 0, {"date": day, "amount": amount})
                    for day, amount in instalments
                ],
            }
        )

    def _go_to(self, frozen, kind):
        """A case of which the step ``kind`` has just opened."""
        case = self._open_case()
        do = {
            "notice": self._prove_letter,
            "final_notice": self._prove_letter,
            "area_visit": self._visit,
            "assistant_visit": lambda case: self._visit(case, self.user_assistant),
        }
        for before, after in pairwise([*do, "decision"]):
            if kind == before:
                break
            do[before](case)
            self._let_pass(frozen, case)
            self.assertEqual(case.step_kind, after)
        return case

from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces


class AreaSettlement(models.Model):
    """Settlements in the books: invoice, credit note, and their opposites."""

    _inherit = "area.settlement"

    @enforces("SA-1.6.1")
    def _get_post_reasons(self):
        """{id: all reasons why it can't be posted now}"""
        reasons = self.contract_id._get_settle_reasons(self)
        return {row.id: reasons[row.contract_id.id] for row in self}

    def action_post(self):
        """Finance confirms: the difference is in the books, the step is over."""
        self.check_access("write")
        reasons = self._get_post_reasons()
        for row in self:
            self.env["policy.clause"]._refuse(reasons[row.id], row)
        for company, rows in self.grouped("company_id").items():
            day = company._policy_today()
            days = self.env["policy.parameter"]._get("area_due_days", company, day)
            due = company._add_working_days(day, days)
            rows.with_company(company)._settle(day, due)
        return True

    @enforces("SA-1.6.1")
    def _set_refused_aside(self):
        """Those that can't be posted now keep why, and are returned."""
        reasons = self._get_post_reasons()
        refused = self.filtered(lambda row: reasons[row.id])
        for row in refused:
            messages = [reason.message for reason in reasons[row.id]]
            row._write_protected({"error": " ".join(messages)})
        return refused

    @enforces("SA-1.6.1")
    def _settle(self, day, due):
        """Post all of one company, by the set; never commits."""
        rows = self.filtered("amount")
        # sudo: the guards of the settlement were asked; an entry needs no other right
        rows.sudo()._post_entries(day, due)
        quiet = self.with_context(tracking_disable=True)  # the date says it all
        quiet._move("posted", date=day)
        self.contract_id._record_step("settle", day)
        rows._ask_refunds()

    def _post_entries(self, day, due):
        """An invoice or a credit note each."""
        amounts = {row.contract_id: row.amount for row in self}
        texts = {row.contract_id: row._get_item_name() for row in self}
        moves = self.contract_id._post_differences(amounts, day, due, texts)
        for row, move in zip(self, moves, strict=True):
            row._write_protected({"move_id": move.id})

    def _get_item_name(self):
        """What the buyer reads on the invoice, in the buyer's language."""
        self.ensure_one()
        env = self.with_context(lang=self.partner_id.lang or self.env.lang).env
        formula = self._get_formula()
        return env._(
            "Area difference %(home)s: %(measured)s instead of %(sold)s m²",
            home=self.unit_id.reference,
            measured=f"{formula['measured']:.2f}",
            sold=f"{formula['sold']:.2f}",
        )

    def _ask_refunds(self):
        """Hook: what we owe the buyers is a duty of ours, not of theirs."""

    def action_take_back(self):
        """Undo what was settled, for good reason, by the opposite entry."""
        self.check_access("write")
        reasons = self._get_take_back_reasons()
        for row in self:
            self.env["policy.clause"]._refuse(reasons[row.id], row)
        return self._take_back()

    @enforces("SA-1.6.1")
    def _get_take_back_reasons(self):
        """{id: all reasons why it stands}: nothing was built upon it yet"""
        reasons = self.contract_id._get_reopen_settle_reasons()
        return {row.id: reasons[row.contract_id.id] for row in self}

    def _take_back(self):
        """The opposite of what was posted; the contracts wait for settlement again.

        What was paid on it stays with the buyer as credit; what was paid back on it is
        owed to us, until the home is settled again.
        """
        for row in self.filtered(lambda row: row.state != "cancelled"):
            was_posted = row.state == "posted"
            opposite = row.sudo()._post_opposite()  # asked by the guards
            row._move("cancelled", reversal_id=opposite.id)
            if was_posted:
                row.contract_id._reopen_step("settle")
            row._withdraw_refunds()
        return True

    def _withdraw_refunds(self):
        """Hook: nothing is owed any more of what was settled."""

    def _post_opposite(self):
        """As the books stand today: the home may have been handed over meanwhile."""
        self.ensure_one()
        move = self.move_id
        if not move:
            return move
        contract, day = self.contract_id, self.company_id._policy_today()
        texts = {contract: self._get_item_name()}
        opposite = contract._post_differences({contract: -self.amount}, day, day, texts)
        opposite.reversed_entry_id = move
        return opposite

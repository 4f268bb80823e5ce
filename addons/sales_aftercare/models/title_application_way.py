from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CERTIFICATES = {
    "title": ("date_property", "property_number"),
    "land": ("date_land", "land_number"),
}


class TitleApplication(models.Model):
    """The way of an application, each move guarded by its reasons."""

    _inherit = "title.application"

    def _check_reasons(self, reasons):
        self.check_access("write")
        for row in self:
            self.env["policy.clause"]._refuse(reasons[row.id], row)

    def _get_day(self):
        return self.company_id._policy_today()

    @enforces("SA-1.6.3", "SA-1.7.1")
    def _get_hand_reasons(self):
        """{id: all reasons why no forms are handed out}: papers, money, role"""
        found = self._get_start_reasons()
        for row in self:
            found[row.id] += row._iter_paper_reasons()
            found[row.id] += row._iter_applicant_reasons(row._get_day())
        return found

    def _iter_applicant_reasons(self, day):
        """Who goes to the bureau for the buyers can do so on ``day``."""
        contract = self.contract_id
        return self.env["power.of.attorney"]._iter_agent_reasons(
            contract,
            self.applicant_id,
            "title",
            day,
            self._get_clause(),
            contract.buyer_ids.partner_id,
        )

    def _iter_paper_reasons(self):
        missing = self._get_missing_lines()
        if missing:
            yield Reason(
                self._get_clause(),
                self.env._(
                    "Papers missing: %(papers)s.",
                    papers=", ".join(line._get_label() for line in missing),
                ),
                self.env._("Tick each paper when the customer brings it."),
                {"count": len(missing)},
            )

    def action_hand_over(self):
        """The papers are complete; the customer has signed for forms, instructions."""
        self._check_reasons(self._get_hand_reasons())
        self._check_reasons(self._get_unsigned_reasons())
        self._hand_out()
        return True

    def _hand_out(self):
        for row in self:
            row._move("handed", date_handed=row._get_day())
            row._check_given_lines()

    def _check_given_lines(self):
        """What the customer took is ticked, with day and person."""
        given = self.line_ids.filtered(lambda line: line.direction == "given")
        given.is_checked = True

    @enforces("SA-1.6.3", "SA-1.7.1")
    def _get_submit_reasons(self):
        """{id: all reasons why it does not count as submitted}"""
        return {row.id: list(row._iter_submit_reasons()) for row in self}

    def _iter_submit_reasons(self):
        clause, day = self._get_clause(), self.date_submitted
        yield from self._iter_ended_reasons()
        if self.state not in ("handed", "rejected"):
            yield Reason(
                clause,
                self.env._("The forms are not in the customer's hands."),
                self.env._("Check the papers and hand the forms out."),
            )
        if not self.bureau_number:
            yield Reason(
                clause,
                self.env._("The bureau's receipt number is missing."),
                self.env._("Ask the customer for the slip of the bureau."),
            )
        if day and not self.date_handed <= day <= self._get_day():
            yield Reason(
                clause,
                self.env._("%(day)s is not between hand-out and today.", day=day),
            )
        yield from self._iter_applicant_reasons(day or self._get_day())

    def _iter_ended_reasons(self):
        if self.contract_id.state != "active":
            message = self.env._("The contract is not in force any more.")
            yield Reason(self._get_clause(), message)

    def action_submit(self):
        """The customer was at the bureau in person."""
        self._check_reasons(self._get_submit_reasons())
        for row in self:
            day = row.date_submitted or row._get_day()
            row._move("submitted", date_submitted=day)
        return True

    @enforces("SA-1.6.3", "SA-1.7.1")
    def _get_reject_reasons(self):
        """{id: all reasons why no refusal is recorded}"""
        return {
            row.id: []
            if row.reject_reason
            else [
                Reason(
                    row._get_clause(),
                    self.env._("What the bureau objects to is missing."),
                )
            ]
            for row in self
        }

    def action_reject(self):
        """The bureau refuses; the customer goes again when it is mended."""
        self._check_reasons(self._get_reject_reasons())
        for row in self:
            row._move("rejected", date_submitted=False)
            self.env["policy.duty"]._complete_for(row, row)
        return True

    @enforces("SA-1.6.3", "SA-1.7.1")
    def _get_issue_reasons(self):
        """{id: all reasons why the certificate does not count as issued}"""
        return {row.id: list(row._iter_issue_reasons()) for row in self}

    def _iter_issue_reasons(self):
        clause, today = self._get_clause(), self._get_day()
        yield from self._iter_ended_reasons()
        if self.state != "submitted":
            yield Reason(clause, self.env._("It is not at the bureau."))
        for key in self._get_steps():
            date_field, number_field = CERTIFICATES[key]
            label = self.contract_id._get_step_label(key)
            if not self[number_field]:
                yield Reason(
                    clause, self.env._("%(certificate)s: no number.", certificate=label)
                )
            day = self[date_field]
            if day and (day > today or day < self.date_submitted):
                yield Reason(
                    clause,
                    self.env._(
                        "%(certificate)s: %(day)s is not between submission and today.",
                        certificate=label,
                        day=day,
                    ),
                )

    def action_issue(self):
        """The certificate is there: number and day, and the step of the contract."""
        self._check_reasons(self._get_issue_reasons())
        for row in self:
            days = {}
            for key in row._get_steps():
                name = CERTIFICATES[key][0]
                row[name] = row[name] or row._get_day()
                days[key] = row[name]
            row._move("issued", date_issued=max(days.values()))
            for key, day in days.items():
                row.contract_id._record_step(key, day)
            row._tick_duties()
        return True

    def _tick_duties(self):
        duties = self.env["policy.duty"]
        duties._complete_for(self, self)
        if "title" in self._get_steps():
            duties._complete_for(self.contract_id, self)

    @enforces("SA-1.6.3", "SA-1.7.1")
    def _get_collect_reasons(self):
        """{id: all reasons why it does not count as collected}"""
        return {row.id: list(row._iter_collect_reasons()) for row in self}

    def _iter_collect_reasons(self):
        day = self.date_collected
        if self.state != "issued":
            yield Reason(self._get_clause(), self.env._("It is not issued."))
        if day and not (self.date_issued or day) <= day <= self._get_day():
            yield Reason(
                self._get_clause(),
                self.env._("%(day)s is not between issue and today.", day=day),
            )

    def action_collect(self):
        """The customer has the certificate in hand: signed for, or from the bureau."""
        self._check_reasons(self._get_collect_reasons())
        self._check_reasons(self._get_unsigned_reasons())
        self._collect()
        return True

    def _collect(self):
        for row in self:
            day = row.date_collected or row._get_day()
            row._move("collected", date_collected=day)
            self.env["policy.duty"]._complete_for(row, row)

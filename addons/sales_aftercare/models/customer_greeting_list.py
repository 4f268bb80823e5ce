from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .customer_greeting import CLAUSES

MANAGER = "sales_aftercare.sales_aftercare_group_manager"


class CustomerGreeting(models.Model):
    """Who is on the list, who is left out and why, and the release by a person."""

    _inherit = "customer.greeting"

    def action_draw_list(self):
        """Draw the list anew, to be looked at before it is released."""
        self.check_access("write")
        for greeting in self.filtered(lambda row: row.state in ("draft", "listed")):
            greeting.sudo()._draw_list()  # recipients are written by the system
            now = fields.Datetime.now()
            if greeting.state == "draft":
                greeting._move("listed", listed_at=now)
            else:
                greeting._write_protected({"listed_at": now})

    def _draw_list(self):
        self.ensure_one()
        kept = self.recipient_ids.filtered("is_removed").partner_id
        self.recipient_ids.filtered(lambda row: not row.is_removed).unlink()
        people = self._get_audience() - kept
        against = self._get_greet_reasons(people)
        rows = self.env["customer.greeting.recipient"].create(
            [{"greeting_id": self.id, "partner_id": person.id} for person in people]
        )
        for row in rows:
            row._leave_out(against[row.partner_id.id])

    def _get_audience(self):
        """Customers by the kind of message; each once, however many homes."""
        self.ensure_one()
        buyers = self.env["sale.home.buyer"].search(self._get_buyer_domain())
        people = buyers.partner_id
        if self.kind != "progress":
            people |= self._get_owners()
        return people.filtered("active").sorted("id")

    def _get_buyer_domain(self):
        domain = [
            ("contract_id.company_id", "=", self.company_id.id),
            ("contract_id.state", "=", "active"),
        ]
        if self.estate_ids:
            domain.append(("contract_id.estate_id", "in", self.estate_ids.ids))
        return domain

    @enforces("SA-2.4")
    def _get_owners(self):
        """Owners of today, also those who never bought from us."""
        tenures = self.env["property.tenure"]
        today = self.company_id._policy_today()
        domain = tenures._get_period_domain(today)
        domain &= fields.Domain("unit_id.company_id", "=", self.company_id.id)
        if self.estate_ids:
            domain &= fields.Domain("unit_id.estate_id", "in", self.estate_ids.ids)
        owners = tenures.search(domain).partner_id
        return owners.filtered(lambda partner: not partner.is_developer)

    @enforces("SA-2.3", "SA-2.4")
    def _get_greet_reasons(self, partners):
        """{partner id: all reasons why this customer gets no such message now}"""
        self.ensure_one()
        profiles = self.env["customer.profile"].sudo()  # yes or no, not what it says
        known = profiles._get_profiles(partners, self.company_id)
        complaining = self._get_complaining() if self._needs_consent() else set()
        mourning = self._get_mourning() if self._needs_consent() else set()
        return {
            partner.id: list(
                self._iter_greet_reasons(
                    partner,
                    known.get(partner.id, profiles),
                    partner.id in complaining,
                    partner.id in mourning,
                )
            )
            for partner in partners
        }

    def _iter_greet_reasons(self, partner, profile, is_complaining, is_mourning):
        clause = CLAUSES[self.kind]

        def reason(code, message):
            return Reason(clause, message, figures={"code": code})

        if self._needs_consent() and profile.consent != "given":
            yield reason("consent", self.env._("There is no written consent."))
        if profile.opted_out_at:
            yield reason("opt_out", self.env._("The customer has opted out."))
        if is_complaining:
            yield reason("complaint", self.env._("A complaint is open."))
        if is_mourning:
            yield reason("mourning", self.env._("The family is in mourning."))
        if not self._get_address(partner, profile)[1]:
            yield reason("address", self.env._("There is no number and no address."))

    @api.model
    def _get_address(self, partner, profile):
        """(channel, number or address): as the customer wants it, else as we can."""
        numbers = {"sms": partner.phone_sanitized, "email": partner.email_normalized}
        wanted = profile.channel if profile.channel in numbers else "sms"
        other = "email" if wanted == "sms" else "sms"
        channel = wanted if numbers[wanted] or not numbers[other] else other
        return channel, numbers[channel]

    def _get_complaining(self):
        """Ids of customers on whose contract or home a complaint is open."""
        tickets = self.env["helpdesk.ticket"]._get_complaints(self.company_id)
        homes = tickets.property_unit_id | tickets.sale_contract_id.unit_id
        people = tickets.partner_id | self._get_sharers(homes)
        return set(people.ids)

    def _get_mourning(self):
        """Ids of customers who mourn, and of those who own or buy with them."""
        today = self.company_id._policy_today()
        profiles = self.env["customer.profile"].sudo()  # see _get_greet_reasons
        people = profiles.search(
            [
                ("company_id", "=", self.company_id.id),
                ("mourning_until", ">=", today),
            ]
        ).partner_id
        buyers = self.env["sale.home.buyer"].sudo()  # see _get_greet_reasons
        homes = buyers.search(
            [("partner_id", "in", people.ids), ("contract_id.state", "=", "active")]
        ).contract_id.unit_id
        homes |= people.tenure_ids.filtered(lambda row: row._covers(today)).unit_id
        return set((people | self._get_sharers(homes)).ids)

    def _get_sharers(self, homes):
        """Buyers and owners of today of ``homes``."""
        today = self.company_id._policy_today()
        homes = homes.sudo()  # see _get_greet_reasons
        contracts = homes.sale_contract_ids.filtered(lambda row: row.state == "active")
        owners = homes.tenure_ids.filtered(lambda row: row._covers(today))
        return contracts.buyer_ids.partner_id | owners.partner_id

    @enforces("SA-2.3", "SA-2.4")
    def _get_release_reasons(self):
        """{id: all reasons why the list can't be released}"""
        is_manager = self.env.su or self.env.user.has_group(MANAGER)
        return {
            greeting.id: list(greeting._iter_release_reasons(is_manager))
            for greeting in self
        }

    def _iter_release_reasons(self, is_manager):
        clause = CLAUSES[self.kind]
        if not is_manager:
            yield Reason(clause, self.env._("The sales manager releases messages."))
        if self.state != "listed":
            yield Reason(
                clause,
                self.env._("The list was not drawn yet, or is released already."),
                self.env._("Draw the list and look at it."),
            )
        elif not self.count_listed:
            yield Reason(clause, self.env._("Nobody is left on the list."))
        if not (self.body or "").strip() or not (self.subject or "").strip():
            yield Reason(clause, self.env._("The words are missing."))
        if self.kind == "festival" and self._is_over():
            yield Reason(
                clause, self.env._("The festival is over (%(day)s).", day=self.date)
            )

    def _is_over(self):
        """Whether it is too late for a festival greeting."""
        today = self.company_id._policy_today()
        days = self.env["policy.parameter"]._get(
            "greeting_late_days", self.company_id, today
        )
        return (today - self.date).days > days

    def action_release(self):
        """A person has seen the list: it goes out on its day."""
        self.check_access("write")
        reasons = self._get_release_reasons()
        for greeting in self:
            self.env["policy.clause"]._refuse(reasons[greeting.id], greeting)
        now = fields.Datetime.now()
        return self._move("released", released_at=now, released_by_id=self.env.uid)

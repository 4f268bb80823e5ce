from dateutil.relativedelta import relativedelta

from odoo import api, models

from odoo.addons.cs_policy.tools.enforce import enforces


class CustomerGreeting(models.Model):
    """Festivals planned years ahead, by themselves; people change or cancel them."""

    _inherit = "customer.greeting"

    @api.model
    def _cron_plan(self):
        """Plan the festivals of the coming years, each once; safe to repeat."""
        with self.env["policy.job.run"]._track("greeting_plan") as run:
            companies = self.env["sale.home.contract"]._read_group([], ["company_id"])
            for (company,) in companies:
                found = run.attempt(company, lambda one=company: self._plan(one))
                run.add(len(found or ()))

    @api.model
    @enforces("SA-2.3")
    def _plan(self, company):
        """The greetings that were not planned yet; cancelled ones stay cancelled."""
        today = company._policy_today()
        years = self.env["policy.parameter"]._get("greeting_years", company, today)
        templates = self._get_festival_templates(company)
        known = self.search(
            [("company_id", "=", company.id), ("festival_day", ">=", today)]
        )
        planned = {(row.festival, row.festival_day) for row in known}
        last = today + relativedelta(years=years)
        rows = [
            {
                "company_id": company.id,
                "kind": "festival",
                "festival": festival,
                "date": day,
                "template_id": template.id,
            }
            for festival, template in templates.items()
            for day in self._get_festival_days(festival, today, last)
            if (festival, day) not in planned
        ]
        return self.create(rows)

    @api.model
    def _get_festival_templates(self, company):
        """{festival: words}; those of the company go before those for all."""
        found = {}
        for template in self.env["customer.greeting.template"].search(
            [("kind", "=", "festival"), ("company_id", "in", (company.id, False))],
            order="company_id NULLS LAST, id",
        ):
            found.setdefault(template.festival, template)
        return found

    @api.model
    def _get_festival_days(self, festival, first, last):
        festivals = self.env["policy.festival"]
        days = festivals._get_dates(festival, first.year, last.year)
        return [day for day in days if first <= day <= last]

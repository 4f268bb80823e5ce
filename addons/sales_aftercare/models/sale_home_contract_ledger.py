from odoo import Command, api, fields, models

from odoo.addons.cs_policy.tools.trusted import trusted
from odoo.addons.property_ops.models.property_estate_apply import QUIET
from odoo.addons.property_ops.tools import fees

from ..tools import contract_facts, schedule

TERMS = {
    "count": "instalment_count",
    "months": "instalment_months",
    "loan_days": "loan_release_days",
}


class SaleHomeContract(models.Model):
    """Running contracts of an office's ledger, each at the step its facts prove."""

    _inherit = "sale.home.contract"

    ledger_import_id = fields.Many2one(
        "sale.home.ledger.import",
        "Taken Over With",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    loan_bank_id = fields.Many2one("res.partner", "Bank of the Loan", copy=False)
    missing_before = fields.Char(
        "Missing From Before",
        compute="_compute_missing_before",
        help="Steps that the old ledger proves and of which nothing is on file.",
    )

    @api.depends_context("lang")
    @api.depends("step", "step_floor", "steps_proven")
    def _compute_missing_before(self):
        labels = dict(self._fields["step"]._description_selection(self.env))
        for contract in self:
            gaps = contract._get_gaps() if contract.ledger_import_id else ()
            contract.missing_before = (
                ", ".join(labels[gap.key] for gap in gaps) or False
            )

    def _is_before_import(self, day):
        """Whether ``day`` was over when this contract was taken over."""
        moment = self.ledger_import_id.date_imported
        return bool(moment) and day < self.company_id._policy_date(moment)

    @api.model
    def _import_running(self, pairs, partners, source):
        """Contracts of a ledger in force, without the acts that led to it.

        History: nobody approves it anew, nothing is booked and no duty is made; the
        money is taken over by :meth:`_import_openings`.

        :param pairs: list of (:class:`contract_record.Record`, home)
        :param partners: {id(person): contact} of their buyers
        :param source: the ``sale.home.ledger.import``
        """
        company = source.company_id
        model = self.with_context(**QUIET).with_company(company).sudo()  # history
        subscriptions = model._import_subscriptions(pairs, partners, source)
        banks = model._import_banks(pairs, company)
        terms = model._get_import_terms(pairs, company)
        contracts = model._create_protected(
            [
                {
                    **model._prepare_running(record, unit, source),
                    "buyer_ids": model._prepare_buyers(record, partners),
                    "subscription_id": subscriptions.get(record.number),
                    "loan_bank_id": banks.get(record.bank),
                    "instalment_ids": model._prepare_import_schedule(
                        record, terms[record.signed]
                    ),
                }
                for record, unit in pairs
            ]
        )
        contracts = contracts.with_context(policy_move=None)
        comment = self.env._("Taken over from %(file)s", file=source.display_name)
        author = contracts.with_user(source.env.user)
        author.sudo()._import_approved(comment)  # history, in the name of who brings it
        source._import_surveys(
            [(pair[0], row) for pair, row in zip(pairs, contracts, strict=True)]
        )
        for contract in contracts:  # homes whose owner the register does not know
            if contract.date_moved_in and not contract.unit_id.tenure_ids:
                contract._take_over_home(contract.date_moved_in)
        return self.browse(contracts.ids)

    def _prepare_running(self, record, unit, source):
        floor, beyond = contract_facts.find_proven(record, record.method)
        return {
            **self._prepare_running_price(record),
            **self._prepare_running_days(record),
            "name": record.number,
            "company_id": source.company_id.id,
            "unit_id": unit.id,
            "user_id": source.env.uid,
            "delivery_kind": record.kind,
            "date_signed": record.signed,
            "date_delivery": record.agreed,
            "online_number": record.online or False,
            "note": record.note or False,
            "step_floor": floor,
            "steps_proven": " ".join(beyond) or False,
            "ledger_import_id": source.id,
            "amount_before": float(record.received),
        }

    def _prepare_running_price(self, record):
        is_by_area = record.area and record.price_unit
        return {
            "payment_method": record.method,
            "price_basis": "gross" if is_by_area else "total",
            "gross_area": float(record.area or 0),
            "price_unit": float(record.price_unit or 0),
            "amount_total": float(record.total),
        }

    def _prepare_running_days(self, record):
        """{date field: day} of the facts whose day the ledger says."""
        return {
            "date_authenticated": record.authenticated,
            "date_moved_in": record.actual,
            "date_titled": record.title and record.title.day,
            "date_land_titled": record.land and record.land.day,
        }

    def _prepare_buyers(self, record, partners):
        return [
            Command.create(
                {
                    "sequence": number * 10,
                    "partner_id": partners[id(buyer)].id,
                    "share": float(buyer.share),
                }
            )
            for number, buyer in enumerate(record.buyers, 1)
        ]

    def _get_import_terms(self, pairs, company):
        """{day of signature: terms of a schedule that were usual then}"""
        parameters = self.env["policy.parameter"]
        return {
            day: {
                name: parameters._get(code, company, day)
                for name, code in TERMS.items()
            }
            for day in {record.signed for record, _unit in pairs}
        }

    def _prepare_import_schedule(self, record, terms):
        """The schedule as down payment and loans of the ledger make it."""
        down = record.total if record.method == "lump" else record.down
        rows = schedule.propose(
            record.method,
            record.total,
            record.signed,
            down=down,
            fund=record.fund,
            step=fees.CENT,
            **terms,
        )
        return [
            Command.create(
                {
                    "sequence": number * 10,
                    "kind": kind,
                    "date_due": day,
                    "amount": float(amount),
                }
            )
            for number, (kind, day, amount) in enumerate(rows, start=1)
        ]

    def _import_subscriptions(self, pairs, partners, source):
        """{contract number: subscription} that became these contracts."""
        pairs = [pair for pair in pairs if pair[0].subscribed]
        rows = self.env["sale.home.subscription"]._create_protected(
            [
                {
                    **self._prepare_running_price(record),
                    "company_id": source.company_id.id,
                    "unit_id": unit.id,
                    "user_id": source.env.uid,
                    "date_subscribed": record.subscribed,
                    "buyer_ids": self._prepare_buyers(record, partners),
                }
                for record, unit in pairs
            ]
        )
        rows._write_protected({"state": "converted"})
        return {
            record.number: row.id
            for (record, _unit), row in zip(pairs, rows, strict=True)
        }

    def _import_banks(self, pairs, company):
        """{name as written: bank}, found by its name or made."""
        names = {record.bank for record, _unit in pairs if record.bank}
        partners = self.env["res.partner"]
        domain = [("name", "in", list(names)), ("is_company", "=", True)]
        domain.append(("company_id", "in", (False, company.id)))
        found = {row.name: row.id for row in partners.search(domain)}
        fresh = [
            {"name": name, "is_company": True, "company_id": company.id}
            for name in sorted(names - found.keys())
        ]
        return found | {row.name: row.id for row in partners.create(fresh)}

    @api.model
    def _import_later(self, pairs):
        """What a later ledger knows beyond; what is booked stays as it is booked.

        :param pairs: list of (:class:`contract_record.Record`, its contract)
        :return: the contracts that changed
        """
        changed = self.browse()
        contracts = self.sudo().browse([row.id for _record, row in pairs])  # history
        amounts = contracts._get_amounts_open()
        for (record, _row), contract in zip(pairs, contracts, strict=True):
            is_booked = contract.date_revenue or amounts[contract.id]["booked"]
            vals = contract._prepare_later_facts(record, is_booked)
            changes = {
                name: value
                for name, value in vals.items()
                if contract._fields[name].convert_to_write(contract[name], contract)
                != value
            }
            if changes:
                trusted(contract)._write_protected(changes)
                changed |= contract
        changed._import_mortgages()
        return changed.sudo(False)

    def _prepare_later_facts(self, record, is_booked):
        days = self._prepare_running_days(record)
        vals = {name: day for name, day in days.items() if day and not self[name]}
        vals["online_number"] = record.online or self.online_number
        vals["note"] = record.note or self.note
        if is_booked:  # keys and revenue go together now: by a move-in slip
            vals.pop("date_moved_in", None)
            return vals
        floor, beyond = contract_facts.find_proven(record, record.method)
        return {
            **vals,
            "step_floor": floor,
            "steps_proven": " ".join(beyond) or False,
            "amount_before": float(record.received),
        }

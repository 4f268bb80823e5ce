"""An estate with two months of bills: ledger brought in, meters read, runs posted."""

from odoo.tests import HttpCase

from odoo.addons.property_ops.tests.dunning_common import DunningCase
from odoo.addons.property_ops.tests.ledger_common import DATA, LedgerCase

from .browser import act

LEDGER, ERRORS = "estate-ledger.zh_CN.xlsx", "estate-ledger-errors.zh_CN.xlsx"
READY = "!!document.querySelector('.o_main_navbar')"


class SeasonCase(HttpCase, LedgerCase, DunningCase):
    """What the office does at the web client, checked by SQL over journal items."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.currency_id = cls.env.ref("base.CNY")
        cls.env["account.journal"].create(
            {"name": "Till", "type": "cash", "company_id": cls.company.id}
        )
        cls.user_cashier.group_ids += cls.env.ref(
            "property_ops.property_ops_group_manager"
        )

    def _do(self, user, url, steps, ready=READY, timeout=180):
        code = act(steps)
        self.browser_js(url, code, ready=ready, login=user.login, timeout=timeout)
        self.env.invalidate_all()

    def _query(self, query, *args):
        self.env.flush_all()
        self.env.cr.execute(query, args)
        return self.env.cr.fetchall()

    def _check_books(self, case=None):
        """Odoo's own journal items: balanced, and what our screens say is owed."""
        balance = self._query(
            "SELECT sum(balance) FROM account_move_line "
            "WHERE parent_state = 'posted' AND company_id = %s",
            self.company.id,
        )
        self.assertEqual(balance, [(0,)])
        # What autovacuum does as soon as a bulk of rows is committed.
        self.env.cr.execute("ANALYZE account_move, account_move_line, property_unit")
        wrong = self._query(
            "SELECT move_id FROM account_move_line WHERE company_id = %s "
            "GROUP BY move_id HAVING sum(balance) <> 0",
            self.company.id,
        )
        self.assertEqual(wrong, [])
        if case:
            self.assertAlmostEqual(case.amount_overdue, self._owed(case), 2)

    def _owed(self, case):
        today = self.company._policy_today()
        [(owed,)] = self._query(
            "SELECT COALESCE(sum(l.amount_residual), 0) FROM account_move_line l "
            "JOIN account_move m ON m.id = l.move_id "
            "JOIN account_account a ON a.id = l.account_id "
            "WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted' "
            "AND m.property_unit_id = %s AND l.partner_id = %s "
            "AND l.date_maturity < %s",
            case.unit_id.id,
            case.partner_id.id,
            today,
        )
        return float(owed)

    def _bring_in(self):
        urls = {}
        for name in (ERRORS, LEDGER):
            attachment = self.env["ir.attachment"].with_user(self.user_both)
            file = attachment.create({"name": name, "raw": (DATA / name).read_bytes()})
            urls[name] = f"/web/content/{file.id}"
        new = "/odoo/action-property_ops.property_ledger_import_action/new"
        self._do(
            self.user_both,
            new,
            f"""
    await bring("{urls[ERRORS]}", "{ERRORS}");
    await press("Read the File", ".o_statusbar_buttons");
    await slowly("errors", () => document.body.innerText.includes("errors must be"));
    if (all("button[name='action_import']").some(seen)) throw new Error("may import");
            """,
            timeout=600,
        )
        imports = self.env["property.ledger.import"]
        wrong = imports.search([("name", "=", ERRORS)])
        self.assertEqual(wrong.blocking_count, 13)
        self._do(
            self.user_both,
            new,
            f"""
    await bring("{urls[LEDGER]}", "{LEDGER}");
    await press("Read the File", ".o_statusbar_buttons");
    await slowly("all clear", () =>
        document.body.innerText.includes("Everything is understood"));
    await press("Import", ".o_statusbar_buttons");
    await slowly("homes", () => !document.querySelector(".o_form_view") &&
        all(".o_data_row, .o_kanban_record").some(seen));
            """,
            timeout=600,
        )
        estate = imports.search([("name", "=", LEDGER)]).estate_id
        self.assertEqual(estate.unit_count, 1200)
        self._check_books()
        return estate

    def _set_fees(self, estate):
        water = self.env["property.fee.type"].create(
            {
                "name": "Water",
                "code": "WATER",
                "company_id": self.company.id,
                "product_id": self.water.product_id.id,
            }
        )
        self.env["property.fee.rule"].create(
            {
                "name": "Water",
                "fee_type_id": water.id,
                "estate_id": estate.id,
                "method": "meter",
                "meter_kind": "water",
                "rate": 3.5,
                "date_from": "2026-11-01",
            }
        )
        self.env["property.area.assignment"].create(
            [
                {
                    "building_id": building.id,
                    "employee_id": self.employee_area_manager.id,
                    "date_from": "2026-01-01",
                }
                for building in estate.building_ids
            ]
        )

    def _read_meters(self, estate):
        """Everybody used eight units of water since the last reading."""
        meters = self.env["property.meter"].search(
            [("unit_id.estate_id", "=", estate.id), ("kind", "=", "water")]
        )
        readings = self.env["property.meter.reading"].with_user(self.user_cashier)
        today = self.company._policy_today()
        last = readings._read_group(
            [("meter_id", "in", meters.ids)], ["meter_id"], ["value:max"]
        )
        last = dict(last)
        readings.create(
            [
                {
                    "meter_id": meter.id,
                    "date": today,
                    "value": last.get(meter, meter.first_value) + 8,
                }
                for meter in meters
            ]
        )

    def _bill_month(self, estate):
        self._do(
            self.user_cashier,
            "/odoo/action-property_ops.property_billing_run_action/new",
            f"""
    await find("estate_id", "{estate.name}");
    await press("Work Out", ".o_statusbar_buttons");
    await slowly("a preview", () => all("button[name='action_post']").some(seen));
    await press("Post Invoices", ".o_statusbar_buttons");
    await press("Ok", ".modal");
    await slowly("it runs", () => all(".o_arrow_button_current").some(
        (node) => node.textContent.includes("Running")));
            """,
            timeout=400,
        )
        run = self.env["property.billing.run"].search(
            [("estate_id", "=", estate.id)], order="period desc", limit=1
        )
        while units := run._get_pending_units(200):
            self.assertTrue(run._process_units(units))
        run._move("done")
        self.assertEqual(run.error_count, 0, run.charge_ids.mapped("error"))
        [(homes, total)] = self._query(
            "SELECT count(DISTINCT m.property_unit_id), sum(l.debit) "
            "FROM account_move_line l JOIN account_move m ON m.id = l.move_id "
            "JOIN account_account a ON a.id = l.account_id "
            "WHERE a.account_type = 'asset_receivable' AND m.state = 'posted' "
            "AND m.property_kind = 'bill' AND m.property_period = %s "
            "AND m.company_id = %s",
            run.period,
            self.company.id,
        )
        self.assertEqual(homes, 1200)
        self.assertAlmostEqual(float(total), run.amount_total, 2)
        self._check_books()
        return run

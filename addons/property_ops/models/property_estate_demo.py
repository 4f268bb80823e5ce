from datetime import timedelta

from odoo import Command, api, models

from ..tools import estate_demo as plan
from ..tools import estate_home

CODE = "JX"
STAFF = (
    # login, name, groups, the screen to begin with
    ("area1", "沈佳宁", ("area_manager",), "property_unit_action"),
    ("cashier1", "钱慧敏", ("cashier",), "property_billing_run_action"),
    ("director1", "韩志远", ("manager", "household_data"), "property_estate_action"),
    ("frontdesk1", "方晓雯", ("user",), "property_unit_action"),
)
OTHER_AREA_MANAGER = "魏立成"


class PropertyEstate(models.Model):
    """The estate of the demonstration.

    All of it is made without XML ids: people, products and posted invoices outlive the
    addon, as they do in a company that has worked with it.
    """

    _inherit = "property.estate"

    @api.model
    def _load_demo(self):
        """Make the estate once, with its money where the company has accounts."""
        company = self.env.ref("base.main_company")
        lang = self._get_demo_lang("zh_CN")  # of what the office itself has written
        estates = self.with_context(active_test=False, tracking_disable=True, lang=lang)
        estates = estates.with_company(company)
        domain = [("code", "=", CODE), ("company_id", "=", company.id)]
        if estates.search_count(domain, limit=1):
            return
        estate = estates._create_demo_estate(company)
        day = plan.get_months(company._policy_today())[0] - timedelta(days=1)
        homes = plan.get_homes(day)
        estate._create_demo_fee_types()
        units = estate._apply_homes(homes, day)
        pairs = list(zip(homes, units, strict=True))
        estate._complete_demo_people(pairs)
        estate._create_demo_defects(pairs)
        estate._create_demo_logins(pairs)
        if company.chart_template:
            estate._post_opening(pairs, day, estate._get_opening_account())
            estate._create_demo_rules(pairs)
            estate._create_demo_readings(pairs)
            estate._create_demo_bills(pairs)
            estate._create_demo_ladder(pairs)

    def _create_demo_estate(self, company):
        developer = self.env["res.partner"].create(
            {
                "name": "锦绣置业有限公司",
                "is_company": True,
                "is_developer": True,
                "lang": self._get_demo_lang("zh_CN"),
                "email": "finance@developer.example.com",
            }
        )
        return self.create(
            {
                "name": "锦绣花园",
                "code": CODE,
                "company_id": company.id,
                "developer_id": developer.id,
            }
        )

    def _get_demo_lang(self, code):
        """``code`` where it is installed."""
        return code if self.env["res.lang"]._get_data(code=code) else self.env.lang

    def _complete_demo_people(self, pairs):
        """What no ledger says: languages, addresses, who lives there, who else pays."""
        self.building_ids.filtered(lambda row: row.floor_count > 6).has_lift = True
        for home, unit in pairs:
            people = unit.tenure_ids.partner_id | unit.tenancy_ids.partner_id
            for number, partner in enumerate(people.filtered(lambda p: not p.email)):
                partner.lang = self._get_demo_lang(
                    plan.LANGUAGES.get(home.row, "zh_CN")
                )
                if home.row % 8 != 7:  # some have given no address
                    name = f"resident{home.row}{'abc'[number]}"
                    partner.email = f"{name}@example.com"
            if home.row % plan.BY_BANK == 2:
                self._agree_demo_debit(unit.tenure_ids.partner_id[:1], home.row)
            unit.household_ids.member_count = 1 + home.row % 4
            if home.row in plan.TENANT_PAYS:
                self.env["property.payer"].create(
                    {
                        "unit_id": unit.id,
                        "partner_id": unit.tenancy_ids.partner_id.id,
                        "date_from": home.lease_from,
                        "reason": "租约约定 · The lease says so",
                    }
                )

    def _agree_demo_debit(self, partner, row):
        """The bank may collect from this payer, if there is one."""
        if not partner:
            return
        account = self.env["res.partner.bank"].create(
            {"partner_id": partner.id, "acc_number": f"62284800{row:011}"}
        )
        partner.write(
            {
                "property_debit_bank_id": account.id,
                "property_debit_mandate": f"JX-{row:04}",
                "property_debit_date": self.company_id._policy_today()
                - timedelta(days=400),
            }
        )

    def _create_demo_defects(self, pairs):
        """Found some days ago; one of them is repaired."""
        today = self.company_id._policy_today()
        units = {home.row: unit for home, unit in pairs}
        defects = self.env["property.defect"].create(
            [
                {
                    "unit_id": units[row].id,
                    "name": name,
                    "part": part,
                    "is_grave": is_grave,
                    "date_found": today - timedelta(days=days),
                }
                for row, name, part, is_grave, days in plan.DEFECTS
            ]
        )
        defects[0].remedy = "水工重新做了防水 · Sealed anew by the plumber"
        defects[0].action_repair()

    def _create_demo_logins(self, pairs):
        """Staff, and the portal of an owner, a co-owner and a tenant.

        The password is the login; a login that is taken stays as it is.
        """
        units = {home.row: unit for home, unit in pairs}
        owner = units[plan.OWNER].tenure_ids.partner_id
        residents = (
            ("owner1", owner),
            ("coowner1", units[plan.SHARED].tenure_ids.partner_id - owner),
            ("tenant1", units[plan.LET].tenancy_ids.partner_id),
        )
        portal = self.env.ref("base.group_portal")
        for login, partner in residents:
            self._create_demo_user(login, portal, partner_id=partner.id)
        managers = self.env["hr.employee"]
        for login, name, names, screen in STAFF:
            groups = self.env["res.groups"].union(
                *(self.env.ref(f"property_ops.property_ops_group_{g}") for g in names)
            )
            user = self._create_demo_user(
                login,
                groups,
                name=name,
                email=f"{login}@example.com",
                lang="en_US",
                action_id=self.env.ref(f"property_ops.{screen}").id,
                notification_type="inbox",
            )
            managers |= self._create_demo_employee(name, user)
        other = self._create_demo_employee(OTHER_AREA_MANAGER)
        self._assign_demo_areas(managers[0], other)

    def _create_demo_user(self, login, groups, **vals):
        users = self.env["res.users"].with_context(
            no_reset_password=True, active_test=False
        )
        if users.search_count([("login", "=", login)], limit=1):
            return users
        return users.create(
            {
                "login": login,
                "password": login,
                "tz": self.company_id.policy_tz,
                "company_id": self.company_id.id,
                "company_ids": [Command.set(self.company_id.ids)],
                "group_ids": [Command.set(groups.ids)],
                **vals,
            }
        )

    def _create_demo_employee(self, name, user=None):
        return self.env["hr.employee"].create(
            {
                "name": name,
                "user_id": user.id if user else False,
                "company_id": self.company_id.id,
                "tz": self.company_id.policy_tz,
            }
        )

    def _assign_demo_areas(self, *employees):
        """area1 answers for the first building, a colleague for the second."""
        since = self.company_id._policy_today() - timedelta(days=500)
        buildings = self.building_ids.sorted(
            lambda row: estate_home.building_key(row.name)
        )
        self.env["property.area.assignment"].create(
            [
                {
                    "building_id": building.id,
                    "employee_id": employee.id,
                    "date_from": since,
                }
                for building, employee in zip(buildings, employees, strict=True)
            ]
        )

from datetime import timedelta

from odoo import api, models

from ..tools import sale_demo as plan


class PropertyEstate(models.Model):
    """A second estate of the demonstration, still being sold.

    Made without XML ids, as the first one: posted money outlives the addon.
    """

    _inherit = "property.estate"

    @api.model
    def _load_sale_demo(self):
        """Make the estate and its sales once, where the company has accounts."""
        company = self.env.ref("base.main_company")
        lang = self._get_demo_lang("zh_CN")  # of what the office itself has written
        estates = self.with_context(active_test=False, tracking_disable=True, lang=lang)
        estates = estates.with_company(company)
        domain = [("code", "=", plan.CODE), ("company_id", "=", company.id)]
        if estates.search_count(domain, limit=1) or not company.chart_template:
            return
        estates._load_demo_words()
        company._propose_sale_home_accounts()
        first = estates.search([("company_id", "=", company.id)], limit=1)
        estate = estates.create(
            {
                "name": plan.ESTATE,
                "code": plan.CODE,
                "company_id": company.id,
                "developer_id": first.developer_id.id,
            }
        )
        homes = estate._create_sale_demo_homes()
        staff = estate._create_sale_demo_staff()
        self.env["sale.home.contract"]._create_demo(homes, staff)

    def _load_demo_words(self):
        """Translations come after demo data; greetings take them from their words."""
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env.flush_all()
        modules = self.env["ir.module.module"].sudo()  # as installing does
        modules._load_module_terms(["sales_aftercare"], set(langs) - {"en_US"})
        self.env.invalidate_all()

    def _create_sale_demo_homes(self):
        """{(building number, room): home}"""
        homes = {}
        for number, (name, entrance, floors, areas) in enumerate(plan.BUILDINGS):
            building = self.env["property.building"].create(
                {"name": name, "estate_id": self.id}
            )
            for floor in range(1, floors + 1):
                for position, (gross, inside) in enumerate(areas, start=1):
                    room = f"{floor}{position:02}"
                    homes[number, room] = self.env["property.unit"].create(
                        {
                            "name": room,
                            "building_id": building.id,
                            "entrance": entrance,
                            "floor": floor,
                            "gross_area": gross,
                            "inside_area": inside,
                        }
                    )
        return homes

    def _create_sale_demo_staff(self):
        """{login: user} of the people of the sale; the password is the login."""
        staff = {}
        for login, name, names, screen in plan.STAFF:
            groups = self.env["res.groups"].union(
                *(
                    self.env.ref(f"sales_aftercare.sales_aftercare_group_{g}")
                    for g in names
                )
            )
            user = self._create_demo_user(
                login,
                groups,
                name=name,
                email=f"{login}@example.com",
                lang="en_US",
                action_id=self.env.ref(f"sales_aftercare.{screen}").id,
                notification_type="inbox",
            )
            staff[login] = user or self.env["res.users"].search([("login", "=", login)])
            if user:
                self._create_demo_employee(name, user)
        return staff

    def _create_demo_buyer(self, name, number):
        """A buyer with address and telephone."""
        return self.env["res.partner"].create(
            {
                "name": name,
                "lang": self._get_demo_lang("zh_CN"),
                "phone": f"138{number:08}",
                "email": f"buyer{number}@example.com",
                "street": f"人民路{number}号",
                "zip": "215000",
                "city": "苏州市",
                "country_id": self.company_id.country_id.id,
            }
        )

    def _create_demo_portal(self, login, partner):
        portal = self.env.ref("base.group_portal")
        return self._create_demo_user(login, portal, partner_id=partner.id)

    def _get_demo_day(self, ago):
        """The day so many days ago, company time."""
        return self.company_id._policy_today() - timedelta(days=ago)

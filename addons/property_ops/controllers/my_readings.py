from odoo import http
from odoo.exceptions import UserError
from odoo.http import request


class MyReadings(http.Controller):
    """Reading meters with a phone, in cellars where there is no network."""

    @http.route("/my/readings", type="http", auth="user", methods=["GET"], website=True)
    def my_readings(self, **_query):
        """The meters of one's buildings that are still to be read this month."""
        env = request.env
        if not env["property.meter.reading"].has_access("create"):
            raise request.not_found()
        # Portal pages speak the browser's language; a colleague's page speaks theirs.
        request.update_context(lang=env.user.lang)
        env, company = request.env, env.company
        meters = env["property.meter"]._get_to_read(env.user.employee_id, company)
        parameter = env["policy.parameter"]
        today = company._policy_today()
        values = {
            "page_name": "my_readings",
            "rows": meters._get_phone_rows(),
            "timezone": company.policy_tz,
            "least": parameter._get("reading_plausible_units", company, today),
            "times": parameter._get("reading_implausible_factor", company, today),
        }
        return request.render("property_ops.my_readings_page", values)

    @http.route("/my/readings/save", type="jsonrpc", auth="user", methods=["POST"])
    def my_readings_save(self, key, meter_id, day, value, photo=None):
        """Enter one reading; the phone asks again until it has an answer."""
        readings = request.env["property.meter.reading"]
        try:
            with request.env.cr.savepoint():
                return readings._take_from_phone(key, meter_id, day, value, photo)
        except UserError as error:
            return {"refused": str(error)}

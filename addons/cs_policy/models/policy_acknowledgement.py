from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.enforce import enforces
from ..tools.reason import Reason


class PolicyAcknowledgement(models.Model):
    """That a person has read a version of the policy, by that person's own act.

    A row stands for each person from the day the version applies; who has not
    acknowledged is the list of pending rows.
    """

    _name = "policy.acknowledgement"
    _description = "Policy Acknowledgement"
    _inherit = ["policy.state.mixin", "policy.evidence.mixin"]
    _order = "version_id desc, state desc, employee_id"
    _check_company_auto = True

    _transitions = {"pending": {"acknowledged"}, "acknowledged": set()}
    _initial_state = "pending"
    _protected_fields = (
        "state",
        "version_id",
        "employee_id",
        "date_asked",
        "date_opened",
        "date",
        "channel",
        "text_hash",
        "date_reminded",
    )

    version_id = fields.Many2one(
        "policy.version", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="version_id.company_id", store=True, index=True
    )
    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    state = fields.Selection(
        [("pending", "Not acknowledged"), ("acknowledged", "Acknowledged")],
        required=True,
        readonly=True,
        copy=False,
        default="pending",
    )
    date_asked = fields.Datetime(
        "Asked On", readonly=True, copy=False, help="From then on it is a duty."
    )
    date_opened = fields.Datetime("Opened", readonly=True, copy=False)
    date = fields.Datetime("Acknowledged On", readonly=True, copy=False)
    channel = fields.Selection(
        [("session", "Own session"), ("desk", "Shared desk")],
        "Acknowledged At",
        readonly=True,
        copy=False,
    )
    date_reminded = fields.Datetime("Last Told", readonly=True, copy=False)
    text_hash = fields.Char(
        "Fingerprint", readonly=True, copy=False, help="Of the text acknowledged."
    )
    summary = fields.Text("What Is New", compute="_compute_body")
    version_state = fields.Selection(related="version_id.state", string="Version Is")
    body = fields.Html("Text", compute="_compute_body")
    file = fields.Binary(compute="_compute_body")
    file_name = fields.Char(compute="_compute_body")
    can_acknowledge = fields.Boolean(compute="_compute_can_acknowledge")

    _person_uniq = models.Constraint(
        "UNIQUE(version_id, employee_id)",
        "A person acknowledges a version once.",
    )

    @api.depends("version_id.text_ids.lang", "date_opened")
    @api.depends_context("lang", "uid", "bin_size")
    def _compute_body(self):
        """What :meth:`_get_text` finds, once opened."""
        for row in self:
            text = row._get_text()
            if not row.date_opened:
                text = text.browse()
            row.summary = text.summary
            row.body = text.body
            row.file = text.file
            row.file_name = text.file_name

    @api.depends("state", "date_opened", "version_id.state")
    @api.depends_context("uid")
    def _compute_can_acknowledge(self):
        reasons = self._get_acknowledge_reasons() or {}
        for row in self:
            row.can_acknowledge = row.state == "pending" and not reasons.get(row.id)

    @api.depends("version_id", "employee_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.version_id.name} {row.employee_id.name}"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_acknowledged(self):
        if any(row.state == "acknowledged" for row in self):
            raise UserError(self.env._("An acknowledgement is kept."))

    def action_open(self):
        """Note that the person opened the text, and show it."""
        self.ensure_one()
        self._mark_opened()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "name": self.env._("Read and Acknowledge"),
        }

    def action_acknowledge(self):
        """*I have read it*: the person's own act, after opening the text (CS-1.1)."""
        self._acknowledge("session")
        return True

    def _mark_opened(self, identified=None):
        """Note the moment; ``identified`` as in :meth:`_is_own`."""
        self.ensure_one()
        if self._is_own(identified) and not self.date_opened:
            # Only the person's own act; agents can't write rows otherwise.
            self.sudo()._write_protected({"date_opened": fields.Datetime.now()})

    def _acknowledge(self, channel, identified=None):
        """The act itself; ``identified`` as in :meth:`_is_own`.

        :raises PolicyRefusal: for CS-1.1
        """
        reasons = self._get_acknowledge_reasons(identified) or {}
        for row in self:
            self.env["policy.clause"]._refuse(reasons.get(row.id, ()), row)
            # Only the person's own act; agents can't write rows otherwise.
            row.sudo()._move(
                "acknowledged",
                date=fields.Datetime.now(),
                channel=channel,
                text_hash=row.sudo().version_id.text_hash,  # frozen by publishing
            )

    def _is_own(self, identified=None):
        """Whether the row is the user's, or of the employee a PIN identified."""
        self.ensure_one()
        # Who an employee's user is may be read by HR only.
        person = self.sudo().employee_id
        if identified is not None:
            return person == identified
        return person.user_id == self.env.user

    def _get_text(self):
        """The text in the reader's language; else any there is."""
        self.ensure_one()
        lang = self.env.lang or self.env.user.lang
        texts = self.version_id.text_ids
        return texts.filtered(lambda text: text.lang == lang)[:1] or texts[:1]

    @enforces("CS-1.1")
    def _get_acknowledge_reasons(self, identified=None):
        """{row id: reasons against acknowledging it}, as in :meth:`_is_own`."""
        found = {}
        for row in self:
            reasons = found.setdefault(row.id, [])
            if not row._is_own(identified):
                reasons.append(
                    self.env._("Only %(name)s can do this.", name=row.employee_id.name)
                )
            if not row.date_opened:
                reasons.append(self.env._("The text has not been opened yet."))
            if row.version_id.state != "published":
                reasons.append(self.env._("This version no longer applies."))
            found[row.id] = [Reason("CS-1.1", message) for message in reasons]
        return found

    @api.model
    def _get_pending(self, employee, company):
        """What waits in ``company`` for ``employee``, whom a PIN identified, if any."""
        versions = self.env["policy.version"].sudo()  # the caller knows who it is
        version = versions.search(
            [("company_id", "=", company.id), ("state", "=", "published")]
        )
        own = [("version_id", "=", version.id), ("employee_id", "=", employee.id)]
        row = self.sudo().search(own)  # as above
        if version and not row:
            version._sync_acknowledgements()
            row = self.sudo().search(own)  # as above
        return row.filtered(lambda row: row.state == "pending")

    @api.model
    def _create_once(self, pairs):
        """Rows for (version id, employee id) pairs; those that exist are left."""
        if not pairs:
            return
        self.flush_model()
        company = {
            version.id: version.company_id.id
            for version in self.env["policy.version"].browse(
                {pair[0] for pair in pairs}
            )
        }
        now = fields.Datetime.now()
        uid = self.env.uid
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s, 'pending', %s, %s, %s, %s, %s)",
                *(version, employee, company[version], now, uid, now, uid, now),
            )
            for version, employee in pairs
        )
        # Two people may open the list at the same moment.
        self.env.cr.execute(
            SQL(
                "INSERT INTO policy_acknowledgement (version_id, employee_id, "
                "company_id, state, date_asked, create_uid, create_date, write_uid, "
                "write_date) VALUES %s ON CONFLICT DO NOTHING",
                rows,
            )
        )
        self.env["policy.version"].invalidate_model(["acknowledgement_ids"])

    def _is_reminder_due(self):
        """Told more than the company's number of days ago, or never."""
        self.ensure_one()
        company = self.company_id
        days = self.env["policy.parameter"]._get(
            "acknowledgement_remind_days", company, company._policy_today()
        )
        limit = fields.Datetime.now() - timedelta(days=days)
        return not self.date_reminded or self.date_reminded <= limit

    def _remind(self):
        """Tell the people of ``self`` that a text waits for them.

        :return: the rows of those whom a message can reach; the others are on the
            list of who has not, and read at the shared desk
        """
        told = self.filtered(lambda row: row.employee_id._get_notice_partner())
        for version, rows in told.grouped("version_id").items():
            version._notify_people(rows.employee_id)
        told._write_protected({"date_reminded": fields.Datetime.now()})
        return told

import hashlib
import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.enforce import enforces
from ..tools.reason import Reason

FROZEN = {"name", "company_id", "text_ids"}


class PolicyVersion(models.Model):
    """The policy in a company's own words, as published on a day.

    Its wording is frozen by publishing; a hash of it is kept, so that nobody has
    to trust that it still is what people acknowledged.
    """

    _name = "policy.version"
    _description = "Published Policy"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "date_published desc, id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"published"},
        "published": {"superseded"},
        "superseded": set(),
    }
    _protected_fields = (
        "state",
        "date_published",
        "published_by_id",
        "supersedes_id",
        "text_hash",
    )

    name = fields.Char("Version", required=True, copy=False, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    text_ids = fields.One2many("policy.version.text", "version_id", copy=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("superseded", "Superseded"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )
    date_published = fields.Datetime("Published On", readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    supersedes_id = fields.Many2one(
        "policy.version", readonly=True, copy=False, check_company=True
    )
    text_hash = fields.Char(
        "Fingerprint", readonly=True, copy=False, help="SHA-256 of all its texts."
    )
    is_intact = fields.Boolean(
        compute="_compute_is_intact", help="The texts still have the fingerprint."
    )
    acknowledgement_ids = fields.One2many("policy.acknowledgement", "version_id")
    people_count = fields.Integer(
        "People", compute="_compute_people", compute_sudo=True
    )
    acknowledged_count = fields.Integer(
        "Acknowledged", compute="_compute_people", compute_sudo=True
    )
    pending_count = fields.Integer(
        "Not Acknowledged", compute="_compute_people", compute_sudo=True
    )

    _name_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "The company has a version of that name already."
    )
    _published_uniq = models.UniqueIndex(
        "(company_id) WHERE state = 'published'",
        "Only one version of a company's policy applies at a time.",
    )

    @api.depends(
        "text_hash", "state", "text_ids.summary", "text_ids.body", "text_ids.file"
    )
    def _compute_is_intact(self):
        for version in self:
            version.is_intact = (
                version.state == "draft" or version.text_hash == version._get_hash()
            )

    @api.depends("state", "acknowledgement_ids.state")
    def _compute_people(self):
        people = {}
        for version, employee in self._iter_people():
            people.setdefault(version.id, set()).add(employee.id)
        groups = self.env["policy.acknowledgement"]._read_group(
            [("version_id", "in", self.ids), ("state", "=", "acknowledged")],
            ["version_id"],
            ["employee_id:array_agg"],
        )
        done = {version.id: set(employees) for version, employees in groups}
        for version in self:
            due = people.get(version.id, set())
            acknowledged = done.get(version.id, set())
            version.acknowledged_count = len(acknowledged)
            version.pending_count = len(due - acknowledged)
            version.people_count = len(due | acknowledged)

    def write(self, vals):
        if FROZEN & set(vals):
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_draft()

    def action_publish(self):
        """Freeze the texts and make this the policy of the company from now on."""
        reasons = self._get_publish_reasons()
        for version in self:
            self.env["policy.clause"]._refuse(reasons[version.id], version)
            before = self.search(
                [
                    ("company_id", "=", version.company_id.id),
                    ("state", "=", "published"),
                ]
            )
            before._move("superseded")
            version._move(
                "published",
                date_published=fields.Datetime.now(),
                published_by_id=self.env.uid,
                supersedes_id=before.id,
                text_hash=version._get_hash(),
            )
        self._sync_acknowledgements()._remind()
        return True

    def action_read(self):
        """Open the text for the user; agents get their *Read and acknowledge* page."""
        self.ensure_one()
        self._sync_acknowledgements()
        mine = self.env["policy.acknowledgement"].search(
            [("version_id", "=", self.id), ("employee_id.user_id", "=", self.env.uid)]
        )
        return mine.action_open() if mine else self._get_form_action()

    @api.model
    def action_read_current(self):
        """Open what applies now in the current company."""
        current = self.search(
            [("company_id", "=", self.env.company.id), ("state", "=", "published")]
        )
        if not current:
            raise UserError(
                self.env._(
                    "%(company)s has not published its policy yet.",
                    company=self.env.company.name,
                )
            )
        return current.action_read()

    def action_view_pending(self):
        return self._get_people_action("pending")

    def action_view_acknowledged(self):
        return self._get_people_action("acknowledged")

    def _get_people_action(self, state):
        self._sync_acknowledgements()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_policy.policy_acknowledgement_action"
        )
        action["domain"] = [("version_id", "in", self.ids), ("state", "=", state)]
        action["context"] = {}
        return action

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "name": self.display_name,
        }

    @enforces("CS-1.1")
    def _check_draft(self):
        for version in self:
            if version.state != "draft":
                raise UserError(
                    self.env._(
                        "%(version)s is published: its text can't be changed any "
                        "more. Publish a new version instead.",
                        version=version.display_name,
                    )
                )

    @enforces("CS-1.1")
    def _get_publish_reasons(self):
        """{version id: reasons against publishing it}."""
        return {
            version.id: []
            if version.text_ids
            else [
                Reason(
                    "CS-1.1",
                    self.env._("There is no text to publish."),
                    self.env._("Add the text in at least one language."),
                )
            ]
            for version in self
        }

    def _get_hash(self):
        """SHA-256 over language, body and file of all texts, in a fixed order."""
        self.ensure_one()
        texts = sorted(
            [
                text.lang,
                text.summary or "",
                str(text.body or ""),
                text._get_file_hash(),
            ]
            for text in self.text_ids
        )
        return hashlib.sha256(json.dumps(texts).encode()).hexdigest()

    @enforces("CS-1.1")
    def _iter_people(self):
        """(version, employee) for everybody who has to acknowledge a version.

        These are the agents of the company, found on the day by role or, without
        a login, by roster: a new agent is among them at once, and for a version
        that no longer applies there are none.
        """
        current = self.filtered(lambda version: version.state == "published")
        employees = self.env["hr.employee"]._get_agents(current.company_id)
        for version in current:
            for employee in employees:
                if employee.company_id == version.company_id:
                    yield version, employee

    def _sync_acknowledgements(self):
        """A row for each person who has to acknowledge; rows of others go.

        :return: the pending rows of ``self``
        """
        current = self.filtered(lambda version: version.state == "published")
        rows = self.env["policy.acknowledgement"].sudo()  # the list is the system's
        have = rows.search([("version_id", "in", current.ids)])
        due = {(version.id, employee.id) for version, employee in self._iter_people()}
        gone = have.filtered(
            lambda row: (
                row.state == "pending"
                and (row.version_id.id, row.employee_id.id) not in due
            )
        )
        known = {(row.version_id.id, row.employee_id.id) for row in have}
        gone.unlink()
        rows._create_once(sorted(due - known))
        return rows.search(
            [("version_id", "in", current.ids), ("state", "=", "pending")]
        )

    @api.model
    @enforces("CS-1.1")
    def _cron_remind(self):
        """Remind, every few days, who has not acknowledged what applies (CS-1.1).

        Catches up after downtime with one reminder, not with one per day missed.
        """
        current = self.search([("state", "=", "published")])
        pending = current._sync_acknowledgements()
        due = pending.filtered(lambda row: row._is_reminder_due())
        with self.env["policy.job.run"]._track("policy_remind") as run:
            reminded = due._remind()
            run.add(len(reminded))
        for version in reminded.version_id:
            rows = reminded.filtered(
                lambda row, version=version: row.version_id == version
            )
            version.message_post(
                body=self.env._("Reminded: %(count)s people.", count=len(rows))
            )

    def _notify_people(self, employees):
        """Ask ``employees``, in their language, to read and acknowledge."""
        self.ensure_one()
        for (lang, has_login), people in employees.grouped(
            lambda person: (person._get_reading_lang(), person.user_id.active)
        ).items():
            version = self.with_context(lang=lang)
            body = version._get_request(has_login)
            version.message_notify(
                partner_ids=people._get_notice_partner().ids,
                subject=version.env._(
                    "Please read and acknowledge the policy: %(version)s",
                    version=self.name,
                ),
                body=Markup("<p>%s</p>") % body,
            )

    def _get_request(self, has_login):
        """Where to read and acknowledge it."""
        if not has_login:
            return self.env._(
                "Version %(version)s of the service policy applies. Read and "
                "acknowledge it at the shared desk during your next shift.",
                version=self.name,
            )
        return self.env._(
            "Version %(version)s of the service policy applies. Open it, read it "
            "and acknowledge it under Service Policy > Policy > Read the Policy.",
            version=self.name,
        )

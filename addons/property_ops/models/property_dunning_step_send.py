from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .property_dunning_level import CLAUSES, LETTERS

REPORT = "property_ops.property_dunning_notice_report"
CHUNK = 500
"""Proofs per transaction: a stop loses at most the work of one chunk."""


class PropertyDunningStep(models.Model):
    """Letters: written with the figures of the moment, sent only while owed."""

    _inherit = "property.dunning.step"

    mail_state = fields.Selection(
        [
            ("outgoing", "In the queue"),
            ("sent", "Sent"),
            ("failed", "Failed"),
        ],
        "E-mail Status",
        compute="_compute_mail_state",
    )
    sms_status = fields.Selection(
        [("queued", "In the queue"), ("sent", "Sent"), ("failed", "Failed")],
        "SMS Status",
        readonly=True,
        copy=False,
    )

    @api.depends("message_id.notification_ids.notification_status")
    def _compute_mail_state(self):
        failed, done = {"bounce", "exception"}, {"sent"}
        withheld = {"canceled"}
        for step in self:
            statuses = set(
                step.sudo().message_id.notification_ids.mapped(  # delivery only
                    "notification_status"
                )
            )
            statuses -= withheld
            if statuses & failed:
                step.mail_state = "failed"
            elif statuses:
                step.mail_state = "sent" if statuses <= done else "outgoing"
            else:
                step.mail_state = False

    @enforces("PO-4.1.3.x")
    def _get_send_reasons(self):
        """{id: all reasons why no reminder may go out now}

        Asked under the lock of the case at the very moment of sending.
        """
        debts = self.case_id._get_debts()
        found = {}
        for step in self:
            found[step.id] = reasons = []
            case = step.case_id
            if step.state not in ("todo", "sent") or case.state != "open":
                reasons.append(
                    Reason("PO-4.1.3.x", self.env._("The step is no longer open."))
                )
            if not debts.get(case.id, (0,))[0]:
                reasons.append(
                    Reason("PO-4.1.3.x", self.env._("Nothing is overdue any more."))
                )
            if case.hold_kind:
                reasons.append(case._get_held_reason())
        return found

    def _lock_cases(self):
        """Payments of these debtors wait for us, or we are told that they came."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM property_dunning_case WHERE id IN %s ORDER BY id"
                " FOR UPDATE",
                tuple(self.case_id.ids) or (0,),
            ),
            log_exceptions=False,
        )
        self.env.invalidate_all()

    @api.model
    def _cron_send(self):
        """Write the letters that go by e-mail and put them in the mail queue."""
        progress = self.env["ir.cron"]._commit_progress
        with self.env["policy.job.run"]._track("dunning_send") as run:
            self.env["sms.sms"]._retry_dunning()
            steps = self._find_unsent()
            for left, step in zip(range(len(steps) - 1, -1, -1), steps, strict=True):
                run.add(step._send_one(run))
                if not progress(1, remaining=left):
                    break

    @api.model
    def _find_unsent(self):
        return self.search(
            [("state", "=", "todo"), ("channel", "=", "email")], order="id"
        )

    def _send_one(self, run):
        try:
            with self.env.cr.savepoint():
                return 1 if self._send_letter() else 0
        except OperationalError:
            return 0  # a payment came in this moment: looked at again
        except Exception as error:  # noqa: BLE001 one bad address stops no other
            self.env.invalidate_all(flush=False)
            run.errors.append(f"{self.display_name}: {error}")
            self._write_protected({"send_error": str(error)[:200], "channel": "print"})
            return 0

    def _send_letter(self):
        """Queue e-mail (and SMS) of one step; False when nothing is owed any more.

        Whether it still is, is asked again when the queue hands the e-mail to the
        mail server (see ``mail.mail``).
        """
        self.ensure_one()
        self._lock_cases()
        case = self.case_id
        if self._get_send_reasons()[self.id]:
            case._settle_paid()
            return False
        self._mark_sent()
        partner = self.partner_id
        step = self.with_context(lang=partner.lang or self.env.lang)
        pdf, _kind = (
            self.env["ir.actions.report"]
            .sudo()  # the letter shows figures, no matter who sends
            ._render_qweb_pdf(REPORT, self.ids)
        )
        message = case.with_context(lang=partner.lang).message_post(
            body=step._get_mail_text(),
            subject=step._get_title(),
            message_type="auto_comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=partner.ids,
            attachments=[(f"{step._get_title()}.pdf", pdf)],
            force_send=False,
            email_layout_xmlid="mail.mail_notification_light",
        )
        self._write_protected({"message_id": message.id, "send_error": False})
        self._queue_sms()
        return True

    def _mark_sent(self, day=None):
        """The letter goes out now; what it says is kept, however often it is printed.

        One that came back and is carried to the door is a new letter.

        :param day: company date of its figures, default today
        """
        for step in self.sudo():  # whoever sends has been asked
            letter = step._write_letter(day)
            step._move(
                "sent",
                sent_at=fields.Datetime.now(),
                sent_by_id=self.env.uid,
                amount_sent=letter["total"],
                date_limit=letter["limit"],
                letter=letter,
            )

    def _refuse_unsendable(self):
        self._lock_cases()
        reasons = self._get_send_reasons()
        for step in self:
            against = list(reasons[step.id])
            if step.kind not in LETTERS:
                against.append(
                    Reason(CLAUSES[step.kind], self.env._("This step has no letter."))
                )
            self.env["policy.clause"]._refuse(against, step)

    def action_print(self):
        """Print the letters; those not sent yet count as handed out from now."""
        self.check_access("write")
        self._refuse_unsendable()
        unsent = self.filtered(lambda step: step.state == "todo")
        unsent._mark_sent()
        unsent._queue_sms()
        return self.env.ref(REPORT).report_action(self)

    def action_prove(self):
        self.ensure_one()
        return {
            "name": self.env._("It Arrived"),
            "type": "ir.actions.act_window",
            "res_model": "property.dunning.prove",
            "view_mode": "form",
            "target": "new",
            "context": {"default_step_id": self.id},
        }

    def _prove(self, proof, day, witness="", files=None):
        """Record that a letter arrived: it was signed for, or posted with a witness.

        :param witness: who signed for it, or who saw that it was posted
        :raises PolicyRefusal: with all reasons against
        """
        self.ensure_one()
        self.check_access("write")
        against = self._iter_arrival_reasons(proof, day, witness, files)
        self.env["policy.clause"]._refuse(against, self)
        return self._finish(
            proof,
            day,
            witness=witness,
            proof_file_ids=[(6, 0, (files or []) and files.ids)],
        )

    @enforces("PO-4.1.3.1")
    def _iter_arrival_reasons(self, proof, day, witness, files):
        """All reasons why the arrival of a letter may not be recorded so."""
        clause, is_named = "PO-4.1.3.1", bool((witness or "").strip())
        if self.kind not in LETTERS or self.state != "sent":
            yield Reason(clause, self.env._("Only a letter that was sent can arrive."))
        if proof == "posted" and not is_named:
            yield Reason(clause, self.env._("Posting needs a witness."))
        if proof == "signed" and not is_named and not files:
            yield Reason(
                clause,
                self.env._("Nobody is named who signed, and there is no photo."),
                self.env._("Name who signed, or add a photo of the signature."),
            )
        today = self.company_id._policy_today()
        sent = self.sent_at and self.company_id._policy_date(self.sent_at)
        if day > today or (sent and day < sent):
            yield Reason(clause, self.env._("It arrives between sending and today."))

    @enforces("PO-4.1.3.1")
    def _mark_read(self, partner):
        """``partner`` has opened these letters in the portal: that proves them.

        No other letter of the home is proven by that, and none made out to somebody
        else.

        :return: the steps that are completed by it
        """
        read = self.sudo().filtered(  # a portal user sees no steps
            lambda step: (
                step.state == "sent"
                and step.kind in LETTERS
                and step.partner_id == partner
            )
        )
        for step in read:
            step._finish("portal")
        return read

    @api.model
    def _collect_proofs(self, company, run):
        """Work through the e-mails that were delivered; False when time is up."""
        progress = self.env["ir.cron"]._commit_progress
        rows = self._find_delivered(company, company._policy_today())
        left = len(rows)
        for chunk in split_every(CHUNK, rows):
            self._note_delivered(chunk, run)
            left -= len(chunk)
            if not progress(len(chunk), remaining=left) and left:
                return False
        return True

    @api.model
    def _find_delivered(self, company, day):
        """[(step id, came back, arrived)] of e-mails that had time to come back"""
        days = self.env["policy.parameter"]._get("dunning_email_days", company, day)
        before = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        self.env.flush_all()
        query = SQL(
            "SELECT s.id, bool_or(n.notification_status IN ('bounce', 'exception')),"
            " bool_and(n.notification_status = 'sent')"
            " FROM property_dunning_step s JOIN mail_notification n"
            " ON n.mail_message_id = s.message_id AND n.res_partner_id = s.partner_id"
            " WHERE s.company_id = %s AND s.state = 'sent' AND s.channel = 'email'"
            " AND s.sent_at <= %s GROUP BY s.id ORDER BY s.id",
            company.id,
            before,
        )
        return self.env.execute_query(query)

    @api.model
    @enforces("PO-4.1.3.1")
    def _note_delivered(self, rows, run):
        """E-mails that were delivered and did not come back prove themselves.

        One that came back must be carried to the door: it becomes a printed letter.
        One that fails is set aside with its reason.
        """
        for step_id, failed, delivered in rows:
            step = self.browse(step_id)
            if failed:
                run.attempt(step, step._bring_back)
            elif delivered:
                run.attempt(step, lambda step=step: step._finish("email"))

    def _bring_back(self):
        error = self.env._("The e-mail came back.")
        return self._move("todo", channel="print", send_error=error)

    def _cancel_messages(self):
        """What is still in the queues is not sent any more."""
        mails = self.env["mail.mail"].sudo()  # queued by the system
        mails.search(
            [
                ("mail_message_id", "in", self.message_id.ids),
                ("state", "in", ("outgoing", "exception")),
            ]
        )._cancel_dunning()
        messages = self.sms_id.sudo().filtered(  # queued by the system
            lambda sms: sms.state in ("outgoing", "error")
        )
        messages.action_set_canceled()
        steps = self.filtered(lambda step: step.sms_id in messages)
        steps._write_protected({"sms_status": False})

    def _queue_sms(self):
        """Beside the letter a short message, through the company's gateway."""
        for step in self.filtered("send_sms"):
            template = self.env.ref("property_ops.sms_template_dunning")
            sms = template._queue(
                step, step.partner_id, step.company_id, dunning_step_id=step.id
            )
            step._write_protected({"sms_id": sms.id, "sms_status": "queued"})

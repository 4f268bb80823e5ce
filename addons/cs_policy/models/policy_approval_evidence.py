import hashlib
import json

from odoo import fields, models


class PolicyApprovalEvidence(models.AbstractModel):
    """What was decided about which content: fingerprint and log of a document.

    A model sets ``_approval_fields`` (what is approved) and ``_approval_clause``
    (what asks for the approval).
    """

    _name = "policy.approval.evidence"
    _description = "Documents with an Approval Log"

    _approval_fields = ()
    _approval_clause = ""

    approval_log_ids = fields.One2many(
        "policy.approval.log",
        "res_id",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
    )

    def _get_approval_values(self):
        """What is approved, as JSON values. Extend it to cover lines and files."""
        self.ensure_one()
        values = {}
        for name in sorted(self._approval_fields):
            value = self[name]
            if isinstance(value, models.BaseModel):
                value = [value._name, *sorted(value.ids)]
            elif self._fields[name].type in ("date", "datetime"):
                value = fields.Datetime.to_string(value) if value else False
            elif isinstance(value, bytes):
                value = hashlib.sha256(value).hexdigest()
            values[name] = value
        return values

    def _get_fingerprint(self):
        """SHA-256 over what is approved, the same for every reader and language."""
        self.ensure_one()
        record = self.sudo().with_context(active_test=False)  # see docstring
        company = record._get_company()
        content = json.dumps(
            record.with_company(company)._get_approval_values(),
            sort_keys=True,
            ensure_ascii=False,
        )
        return hashlib.sha256(f"{self._name},{self.id}:{content}".encode()).hexdigest()

    def _get_last_log(self, decision):
        """{record id: newest log row of ``decision``}, in sudo."""
        logs = (
            self.env["policy.approval.log"]
            .sudo()  # own documents' log
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("decision", "=", decision),
                ]
            )
        )
        return {log.res_id: log for log in reversed(logs)}

    def _is_unchanged_since(self, decision="effective"):
        """Whether the content still is what the last ``decision`` was about.

        An amendment after it is what is asked about then.
        """
        self.ensure_one()
        log = self._get_last_log(decision).get(self.id)
        if not log:
            return False
        amended = self._get_last_log("amended").get(self.id, log)
        log = max(log, amended, key=lambda row: row.id)
        return log.fingerprint == self._get_fingerprint()

    def _log_approval(self, decision, review=None, comment="", requester=None):
        """Append one row per record, as the acting user.

        :param review: the step decided, if it is about one
        :param requester: whose request it is; by default of the last request
        """
        last = self._get_last_log("requested")
        vals_list = []
        for record in self:
            log = last.get(record.id)
            vals_list.append(
                {
                    "res_model": record._name,
                    "res_id": record.id,
                    "record_name": record.display_name,
                    "company_id": record._get_company().id,
                    "clause_id": self.env["policy.clause"]._get_id(
                        self._approval_clause
                    ),
                    "clause_code": self._approval_clause,
                    "date": fields.Datetime.now(),
                    "user_id": self.env.user.id,
                    "requester_id": (requester or log.requester_id).id,
                    "decision": decision,
                    "round": (log.round if log else 0) + (decision == "requested"),
                    "step": review.sequence if review else 0,
                    "step_name": review.name if review else False,
                    "comment": comment or False,
                    "fingerprint": record._get_fingerprint(),
                }
            )
        return self.env["policy.approval.log"]._append(vals_list)

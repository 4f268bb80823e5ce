from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.sheet import fold


class PropertyLedgerImport(models.Model):
    """From a file without errors to register and books, all or nothing."""

    _inherit = "property.ledger.import"

    def _can_register(self):
        return self.env["property.unit"].has_access("create")

    def _can_post(self):
        return self.env["account.move"].has_access("create")

    @enforces("PO-4.5.2")
    def _refuse_errors(self):
        """Nothing of an estate is imported while one error stands."""
        return super()._refuse_errors()

    def action_import(self):
        """Bring the homes of the file into the register and post their arrears.

        Whoever may not post leaves the arrears to a cashier; what is known already
        is recognised, and the same file again changes nothing.

        :raises UserError: while an error stands; nothing is written then
        """
        self.ensure_one()
        self.check_access("write")
        self._lock_company()
        self._refuse_imported()
        pairs = self._check_file(self._read_layout())
        self._refuse_errors()
        if self._can_register():
            pairs = self._apply_register(pairs)
        self._remember()
        if self._has_arrears(pairs) and not self._can_post():
            self._move("register", date_imported=fields.Datetime.now())
            return self.action_open_homes()
        self._post_arrears(pairs)
        self._move("done", date_imported=fields.Datetime.now())
        return self.action_open_homes()

    def action_post_arrears(self):
        """Post the arrears of a ledger that a director brought into the register."""
        self.ensure_one()
        self.env["account.move"].check_access("create")
        self._lock_company()
        if self.state != "register":
            raise UserError(
                self.env._("%(file)s has nothing to post.", file=self.display_name)
            )
        pairs = self._check_file(self._read_layout())
        self._refuse_errors()
        self._post_arrears(pairs)
        self._move("done")
        return self.action_open_homes()

    def _has_arrears(self, pairs):
        return any(home.arrears > 0 for home, _unit in pairs)

    def _lock_company(self):
        """One import of a company at a time.

        The row is written, not only locked: whoever waited fails on it, is run again
        by Odoo and then sees what the other import has made.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET write_date = write_date WHERE id = %s",
                self.company_id.id,
            )
        )
        self.invalidate_recordset(["state"])

    def _apply_register(self, pairs):
        homes = [home for home, _unit in pairs]
        if not self.estate_id:
            self.estate_id = self.env["property.estate"].create(
                {"name": self.estate_name, "company_id": self.company_id.id}
            )
        estate = self.estate_id
        if any(not home.owners for home in homes):
            self._settle_developer()
        if self.developer_id and not estate.developer_id:
            estate.developer_id = self.developer_id
        units = estate._apply_homes(
            homes, self.date, self._settle_people(homes), self.fee_type_id
        )
        return list(zip(homes, units, strict=True))

    def _settle_developer(self):
        """Somebody has to pay for homes that nobody owns."""
        if self.developer_id or self.estate_id.developer_id:
            return
        name = self.env._("Developer of %(estate)s", estate=self.estate_id.name)
        partner = self.env["res.partner"].sudo()  # a name, to be completed later
        self.developer_id = partner.create(
            {
                "name": name,
                "is_company": True,
                "is_developer": True,
                "company_id": self.company_id.id,
            }
        ).id

    def _settle_people(self, homes):
        """{id(person): contact} as answered; marks those said to be one person."""
        lines = {line.cell + fold(line.text): line for line in self.person_ids}
        identities, marks, phones = {}, self.person_ids._get_same_marks(), {}
        for home in homes:
            for person in home.get_people():
                line = lines.get(person.cell + fold(person.name))
                if not line:
                    continue
                if line.partner_id:
                    identities[id(person)] = line.partner_id
                if line.id in marks:
                    person.same_as = str(marks[line.id])
                    if person.phone:
                        phones[fold(person.name), person.phone] = person.same_as
        for home in homes:
            for person in home.get_people():  # whose telephone agrees with one of them
                mark = phones.get((fold(person.name), person.phone))
                person.same_as = person.same_as or mark or ""
        return identities

    def _post_arrears(self, pairs):
        if not self._has_arrears(pairs):
            return
        estate = self.estate_id.with_context(lang=self.env.lang)
        estate._post_opening(pairs, self.date, self.account_id, self.journal_id)

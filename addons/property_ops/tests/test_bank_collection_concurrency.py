from odoo.tests import tagged

from .race_common import EstateRaceCase


@tagged("post_install", "-at_install")
class TestBankCollectionConcurrency(EstateRaceCase):
    """Two real transactions send files with the same bill (PO-4.1.2)."""

    _company_name = "Collection Race"
    _removed = (
        "DELETE FROM property_bank_collection_line WHERE company_id = %s",
        "DELETE FROM ir_attachment WHERE res_model = 'property.bank.collection' "
        "AND company_id = %s",
        "DELETE FROM property_bank_collection WHERE company_id = %s",
    )

    def _prepare_case(self, env):
        self._bill(env, 100, days=10)
        partner = env["res.partner"].browse(self.partner)
        bank = env["res.partner.bank"].create(
            {"acc_number": "622200009", "partner_id": partner.id}
        )
        partner.write(
            {
                "property_debit_bank_id": bank.id,
                "property_debit_mandate": "M-9",
                "property_debit_date": self.today,
            }
        )
        layout = env.ref("property_ops.property_bank_layout_standard")
        files = env["property.bank.collection"].create(
            [{"company_id": self.company, "layout_id": layout.id}] * 2
        )
        files.action_collect()
        self.files = files.ids

    def _send(self, number):
        def act(env):
            file = env["property.bank.collection"].browse(self.files[number])
            file.action_export_csv()
            return file.state

        return act

    def test_the_same_bill_goes_to_the_bank_in_one_file(self):
        """PO-4.1.2: the other is told so."""
        outcomes, tries = self._race(self._send(0), self._send(1))
        self.assertIn("sent", outcomes)
        self.assertIn(["PO-4.1.2"], outcomes)
        self.assertGreater(tries, 2, "The loser saw what the winner left.")

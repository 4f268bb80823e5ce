from freezegun import freeze_time

from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("post_install", "-at_install")
@freeze_time("2027-02-10 04:00:00")
class TestMyHomesDunning(PortalCase):
    """Dunning notices in the portal: read by the debtor, and by nobody else."""

    def _send_letter(self):
        self.env["property.dunning.policy"].create(
            {"company_id": self.company.id, "date_from": "2026-01-01"}
        )
        self._bill()
        ladder = self.env["property.dunning.case"]
        today = self.company._policy_today()
        ladder._process_chunk(self.company, today, self.unit.ids)
        step = ladder.search([("unit_id", "=", self.unit.id)]).step_id
        step._mark_sent()
        return step

    def test_the_debtor_opens_the_letter_and_that_proves_it(self):
        """PO-4.1.3.1"""
        step = self._send_letter()
        url = f"/my/homes/dunning/{step.id}"
        self.assertIn(url, self._get(self.user_ann, f"/my/homes/{self.unit.id}").text)
        response = self._get(self.user_ann, url)
        self.assertEqual(response.status_code, 200)
        step.invalidate_recordset()
        self.assertEqual((step.state, step.proof), ("done", "portal"))

    def test_a_neighbour_finds_nothing_and_proves_nothing(self):
        """PO-4.1.3.1"""
        step = self._send_letter()
        response = self._get(self.user_bob, f"/my/homes/dunning/{step.id}")
        self.assertEqual(response.status_code, 404)
        self.assertNotIn(self.unit.reference, response.text)
        step.invalidate_recordset()
        self.assertEqual(step.state, "sent")

    def test_an_old_letter_opened_again_proves_no_newer_one(self):
        """PO-4.1.3.1: the limit of the second begins when that one was read."""
        first = self._send_letter()
        first._finish("signed")
        case = first.case_id
        case._process_chunk(self.company, case.date_next, self.unit.ids)
        second = case.step_id
        self.assertEqual(second.kind, "final_notice")
        second._mark_sent()
        response = self._get(self.user_ann, f"/my/homes/dunning/{first.id}")
        self.assertEqual(response.status_code, 200)
        second.invalidate_recordset()
        self.assertEqual(second.state, "sent")
        self._get(self.user_ann, f"/my/homes/dunning/{second.id}")
        second.invalidate_recordset()
        self.assertRecordValues(second, [{"state": "done", "proof": "portal"}])

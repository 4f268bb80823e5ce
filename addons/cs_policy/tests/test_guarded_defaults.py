from .swap_common import SwapCase

BRIEFED = {
    "default_is_briefed_by_requester": True,
    "default_is_briefed_by_counterpart": True,
    "default_return_briefing": "All told",
    "default_date_accepted": "2026-12-01 01:00:00",
}


class TestGuardedDefaults(SwapCase):
    """What a client's context or a stored default proposes for a new record."""

    def test_every_document_begins_where_its_model_says(self):
        """CS-7.3: whatever the context says of what only its methods set."""
        for name, model in self.env.registry.items():
            if not hasattr(model, "_get_guarded") or model._abstract:
                continue
            records = self.env[name]
            guarded = records._get_guarded(list(records._fields))
            own = records.default_get(guarded)
            forged = {f"default_{field}": "forged" for field in guarded}
            found = records.with_context(**forged).default_get(guarded)
            self.assertEqual(found.keys(), own.keys(), name)
            self.assertEqual(found.get("state"), own.get("state"), name)
            self.assertNotIn("forged", found.values(), name)

    def test_a_swap_is_not_created_accepted_and_briefed(self):
        """CS-7.3, CS-7.5: the colleague is asked before the manager is."""
        swap = self._create_swap()
        names = ["employee_id", "shift_id", "counterpart_id", "return_shift_id"]
        values = {name: swap[name].id for name in [*names, "reason_id"]}
        swap.unlink()
        swaps = self.env["shift.swap"].with_user(self.user_ann)
        swaps = swaps.with_context(default_state="accepted", **BRIEFED)
        forged = swaps.create({**values, "briefing": "Two call-backs"})
        self.assertEqual(forged.state, "draft")
        self.assertFalse(forged.sudo().is_briefed_by_requester)
        self.assertFalse(forged.sudo().is_briefed_by_counterpart)
        self.assertFalse(forged.sudo().return_briefing)

    def test_a_stored_default_of_ones_own_counts_for_nothing(self):
        """CS-7.3: everybody may write stored defaults for themselves."""
        stored = self.env["ir.default"].with_user(self.user_ann)
        stored.set("shift.swap", "state", "effective", user_id=True)
        stored.set("shift.swap", "briefing", "As always", user_id=True)
        values = self.env["shift.swap"].with_user(self.user_ann)
        values = values.default_get(["state", "briefing"])
        self.assertEqual(values, {"state": "draft", "briefing": "As always"})

    def test_an_attendance_log_tells_when_it_was(self):
        """CS-2.1: the moment of a row is not the client's to say."""
        log = self.env["shift.attendance.log"]
        forged = log.with_context(default_moment="2020-01-01 00:00:00")
        row = forged.sudo().create(
            {
                "shift_id": self.first.id,
                "employee_id": self.ann.id,
                "kind": "sign_in",
                "channel": "session",
            }
        )
        self.assertEqual(str(row.moment), "2026-12-01 02:00:00")

    def test_who_handed_in_and_when_are_facts(self):
        """X-2: also where the context says otherwise."""
        report = self.env["policy.duty.report"].with_user(self.user_ann)
        report = report.with_context(
            default_user_id=self.user_ben.id, default_date="2020-01-01 00:00:00"
        )
        values = report.default_get(["user_id", "date"])
        self.assertEqual(values["user_id"], self.user_ann.id)
        self.assertEqual(str(values["date"]), "2026-12-01 02:00:00")

from .common_desk import DeskCase


class TestJobRun(DeskCase):
    """What the scheduled actions did can be looked up."""

    def test_every_scheduled_action_shows_what_it_did(self):
        """X-2: one kind of run per action, whatever there was to do."""
        runs = self.env["policy.job.run"]
        last = runs.search([], limit=1).id or 0
        runs.search([]).write({"count": 1})  # an idle run would reuse an idle row
        actions = self.env["ir.cron"].search(
            [("name", "like", "Service policy:"), ("active", "in", [True, False])]
        )
        mine = self.env["ir.model.data"].search(
            [("module", "=", "cs_policy"), ("model", "=", "ir.cron")]
        )
        self.assertEqual(set(mine.mapped("res_id")), set(actions.ids))
        # A test can't commit what the generator would.
        cron = type(self.env["ir.cron"])
        self.patch(cron, "_commit_progress", lambda *_args, **_kw: 1)
        with self._at("10:00"):
            for action in actions:
                action.ir_actions_server_id.sudo().with_context(
                    allowed_company_ids=self.company.ids
                ).run()
        jobs = runs.search([("id", ">", last)]).mapped("job")
        self.assertEqual(sorted(jobs), self._get_own_jobs())

    def _get_own_jobs(self):
        """Kinds that this addon declares; upper ones add theirs."""
        field = self.env["ir.model.fields"]._get("policy.job.run", "job")
        names = field.selection_ids.get_external_id()
        return sorted(
            kind.value
            for kind in field.selection_ids
            if names[kind.id].startswith("cs_policy.")
        )

    def test_a_run_counts_what_it_did_and_an_idle_one_adds_no_row(self):
        """CS-2.1: an administrator sees when it ran and how much it found."""
        runs = self.env["policy.job.run"]
        last = runs.search([], limit=1).id or 0
        self._watch("10:00")
        self._watch("10:05")
        self._watch("10:10")
        found = runs.search([("id", ">", last), ("job", "=", "attendance")], order="id")
        self.assertEqual(len(found), 2)
        self.assertGreaterEqual(found[0].count, 1)
        self.assertEqual(found[1].count, 0)

    def test_scheduled_actions_speak_the_language_of_the_company(self):
        """X-2: what they leave behind is read by people; others' stay as they are."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env.ref("base.user_root").company_id.partner_id.lang = "zh_CN"
        spoken = []
        duties = type(self.env["policy.duty"])
        self.patch(duties, "_cron_close", lambda row: spoken.append(row.env.lang))
        ours = self.env.ref("cs_policy.ir_cron_policy_duty_close")
        theirs = self.env["ir.cron"].create(
            {
                "name": "Close duties of others",
                "model_id": self.env["ir.model"]._get_id("policy.duty"),
                "code": "model._cron_close()",
            }
        )
        with self.enter_registry_test_mode():
            for cron in (ours, theirs):
                cron.method_direct_trigger()
        self.assertEqual(spoken, ["zh_CN", None])

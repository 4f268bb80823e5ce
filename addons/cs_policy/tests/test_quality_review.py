from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import PolicyCase


class TestQualityReview(PolicyCase):
    def _review(self, scores="", user=None, **vals):
        review = (
            self.env["quality.review"]
            .with_user(user or self.user_duty_manager)
            .create(
                {"employee_id": self.employee_agent.id, "date": "2026-12-05", **vals}
            )
        )
        for line, score in zip(review.line_ids, scores, strict=False):
            line.score = score
        return review

    def test_review_asks_every_criterion_of_the_clause(self):
        """CS-2.3: polite, kind, concise, clear, patient, thorough."""
        lines = self._review().line_ids
        names = set(lines.criterion_id.mapped("name"))
        self.assertLessEqual(
            {"Polite", "Kind", "Concise", "Clear", "Patient", "Thorough"}, names
        )

    def test_review_with_a_criterion_unscored_does_not_count(self):
        """CS-2.3: a figure on half the criteria would be no figure."""
        review = self._review("44444")
        with self.assertRefused("CS-2.3"):
            review.action_close()
        self.assertEqual(review.state, "draft")
        review.line_ids[5:].score = "4"
        review.action_close()
        self.assertEqual((review.state, review.score), ("done", 80))

    def test_nobody_reviews_the_own_service(self):
        """CS-2.3"""
        review = self._review("444444", employee_id=self.employee_duty_manager.id)
        with self.assertRefused("CS-2.3"):
            review.action_close()

    def test_score_is_weighted_and_held_against_the_target_of_the_day(self):
        """CS-2.3: the figure and its target."""
        self._set_parameter("quality_target", 90)
        self.env.ref("cs_policy.quality_criterion_polite").weight = 3
        review = self._review("155555")
        review.action_close()
        self.assertAlmostEqual(review.score, 100 * (3 + 25) / 40)
        self.assertTrue(review.is_below_target)
        self._set_parameter("quality_target", 10, "2027-01-01")
        self.assertEqual(review.target, 90)

    def test_closed_scores_stay(self):
        review = self._review("444444")
        review.action_close()
        for record, vals in (
            (review.line_ids[0], {"score": "5"}),
            (review, {"feedback": "x"}),
            (review, {"state": "draft"}),
            (
                review,
                {"line_ids": [Command.update(review.line_ids[0].id, {"score": "5"})]},
            ),
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                record.write(vals)
        with self.assertRaises(UserError):
            review.unlink()

    def test_agent_reads_own_closed_reviews_only(self):
        review = self._review("444444")
        mine = review.with_user(self.user_agent)
        with self.assertRaises(AccessError):
            mine.read(["score"])
        review.action_close()
        self.assertEqual(mine.score, 80)
        other = self._review("444444", employee_id=self.employee_manager.id)
        other.action_close()
        self.assertNotIn(other, mine.search([]))
        with self.assertRaises(AccessError):
            mine.action_close()

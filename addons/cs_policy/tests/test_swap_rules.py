from dataclasses import replace
from datetime import date, datetime, timedelta

from odoo.tests import BaseCase

from ..tools.swap_case import Case, Earlier, Limits, Person, Shift
from ..tools.swap_rules import findings, is_allowed, rank

DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)


class SwapRulesCase(BaseCase):
    """Two people, A (1) and B (2), in a plain December; UTC is company time."""

    def setUp(self):
        super().setUp()
        self.numbers = iter(range(1, 1000))
        self.limits = Limits(monthly={DECEMBER: 3, JANUARY: 3})

    def shift(self, employee, day, hour=8, hours=8, **vals):
        day = date.fromisoformat(day)
        start = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)
        stop = start + timedelta(hours=hours)
        last = (stop - timedelta(microseconds=1)).date()
        vals.setdefault(
            "days", (start.date(),) if start.date() == last else (start.date(), last)
        )
        return Shift(
            **{
                "id": next(self.numbers),
                "employee_id": employee,
                "company_id": 1,
                "post_id": 1,
                "start": start,
                "stop": stop,
                "day": day,
                **vals,
            }
        )

    def person(self, number, *held, **vals):
        return Person(
            number, **{"company_id": 1, "held": held, "posts": frozenset([1]), **vals}
        )

    def case(self, first, second, held_a=(), held_b=(), a=None, b=None, **vals):
        vals.setdefault("limits", self.limits)
        return Case(
            first=first,
            second=second,
            requester=self.person(1, first, *held_a, **(a or {})),
            counterpart=self.person(2, second, *held_b, **(b or {})),
            **{"now": datetime(2026, 12, 1), "step": "file", **vals},
        )

    def plain(self, **vals):
        """A swap that nothing stands against."""
        first = self.shift(1, "2026-12-10")
        second = self.shift(2, "2026-12-20")
        return self.case(first, second, **vals)

    def codes(self, case):
        return [finding.code for finding in findings(case)]

    def clauses(self, case):
        return sorted({finding.clause for finding in findings(case)})


class TestSwapRulesParties(SwapRulesCase):
    def test_plain_swap_is_allowed(self):
        self.assertTrue(is_allowed(self.plain()))

    def test_swap_with_oneself_is_refused(self):
        """CS-7.3: both agree, so there are two."""
        first, second = self.shift(1, "2026-12-10"), self.shift(1, "2026-12-20")
        one = self.person(1, first, second)
        case = replace(
            self.plain(), first=first, second=second, requester=one, counterpart=one
        )
        self.assertIn("same_person", self.codes(case))

    def test_missing_colleague_return_and_reason_are_named(self):
        """CS-7.2, CS-7.3: the form asks for them when it is filed, not before."""
        case = replace(self.plain(), counterpart=None, second=None, has_reason=False)
        self.assertEqual(self.codes(case), ["no_counterpart", "no_reason"])
        self.assertEqual(self.codes(replace(case, step="look")), [])
        self.assertEqual(self.codes(replace(self.plain(), second=None)), ["no_return"])

    def test_other_company_and_archived_people_are_refused(self):
        """CS-7.3: within one company, among people who work there."""
        self.assertEqual(self.codes(self.plain(b={"company_id": 2})), ["other_company"])
        self.assertEqual(self.codes(self.plain(b={"active": False})), ["archived"])
        case = self.plain()
        case = replace(case, second=replace(case.second, company_id=2))
        self.assertEqual(self.codes(case), ["other_company"])

    def test_shift_of_somebody_else_or_cancelled_is_refused(self):
        """CS-7.3: each gives his own."""
        case = self.plain()
        case = replace(case, second=replace(case.second, employee_id=3))
        self.assertEqual(self.codes(case), ["not_held"])
        case = replace(case, second=replace(case.second, active=False))
        self.assertEqual(self.codes(case), ["cancelled"])

    def test_started_shift_is_refused_on_either_leg(self):
        """CS-7.3: signed before it starts."""
        self.assertEqual(
            self.codes(self.plain(now=datetime(2026, 12, 10, 8))), ["started"]
        )
        self.assertEqual(
            self.codes(self.plain(now=datetime(2026, 12, 20, 9))),
            ["started", "started"],
        )
        self.assertTrue(is_allowed(self.plain(now=datetime(2026, 12, 10, 7, 59))))

    def test_notice_counts_when_filing_only(self):
        """CS-7.3: ours, a minimum notice."""
        case = self.plain(
            now=datetime(2026, 12, 10, 6), limits=replace(self.limits, notice_hours=24)
        )
        self.assertEqual(self.codes(case), ["short_notice"])
        self.assertEqual(self.codes(replace(case, step="approve")), [])

    def test_draft_and_locked_rosters_are_refused(self):
        """CS-7.3: a swap changes a published roster."""
        case = self.plain()
        for state in ("draft", "locked"):
            with self.subTest(state):
                leg = replace(case.first, state=state)
                self.assertEqual(
                    self.codes(replace(case, first=leg)), [f"roster_{state}"]
                )

    def test_other_post_needs_a_qualification(self):
        """CS-7.3: ours, inside the same post or qualification."""
        case = self.plain()
        case = replace(case, first=replace(case.first, post_id=9))
        self.assertEqual(self.codes(case), ["not_qualified"])
        self.assertTrue(
            is_allowed(
                replace(case, counterpart=replace_posts(case.counterpart, {1, 9}))
            )
        )
        free = replace(self.limits, same_post=False)
        self.assertTrue(is_allowed(replace(case, limits=free)))

    def test_briefing_and_acceptance_come_before_approval(self):
        """CS-7.7, CS-7.3"""
        self.assertEqual(
            self.clauses(
                self.plain(step="approve", is_briefed=False, is_accepted=False)
            ),
            ["CS-7.3", "CS-7.7"],
        )
        self.assertEqual(self.clauses(self.plain(is_briefed=False)), ["CS-7.7"])

    def test_party_may_not_approve(self):
        """CS-7.3: four eyes."""
        self.assertEqual(
            self.codes(self.plain(step="approve", approver_id=2)), ["own_swap"]
        )
        self.assertTrue(is_allowed(self.plain(step="approve", approver_id=3)))


def replace_posts(person, posts):
    return Person(
        person.id, person.company_id, held=person.held, posts=frozenset(posts)
    )


class TestSwapRulesCap(SwapRulesCase):
    def earlier(self, number, **vals):
        return tuple(
            Earlier(
                **{
                    "id": 100 + n,
                    "is_pending": False,
                    "is_requester": True,
                    "month": DECEMBER,
                    "return_month": DECEMBER,
                    **vals,
                }
            )
            for n in range(number)
        )

    def test_fourth_swap_of_the_month_is_refused_for_either_person(self):
        """CS-7.4"""
        self.assertTrue(is_allowed(self.plain(a={"earlier": self.earlier(2)})))
        for who in ("a", "b"):
            with self.subTest(who):
                case = self.plain(**{who: {"earlier": self.earlier(3)}})
                (finding,) = findings(case)
                self.assertEqual(finding.clause, "CS-7.4")
                self.assertEqual(
                    (finding.figures["used"], finding.figures["limit"]), (3, 3)
                )

    def test_month_of_the_return_shift_counts_over_the_year_end(self):
        """CS-7.4: months of both legs."""
        first, second = self.shift(1, "2026-12-20"), self.shift(2, "2027-01-10")
        past = self.earlier(3, month=JANUARY, return_month=None)
        case = self.case(first, second, a={"earlier": past})
        (finding,) = findings(case)
        self.assertEqual(finding.figures["month"], JANUARY)
        only = replace(self.limits, count_return_month=False)
        self.assertTrue(is_allowed(replace(case, limits=only)))

    def test_return_leg_of_an_earlier_swap_counts_in_its_month(self):
        """CS-7.4"""
        past = self.earlier(3, month=date(2026, 11, 1), return_month=DECEMBER)
        self.assertEqual(self.clauses(self.plain(a={"earlier": past})), ["CS-7.4"])

    def test_each_way_of_counting_is_a_parameter(self):
        """CS-7.4"""
        pending = self.earlier(3, is_pending=True)
        table = (
            ("count_pending", {"a": {"earlier": pending}}),
            ("count_effective", {"a": {"earlier": self.earlier(3)}}),
            ("count_counterpart", {"b": {"earlier": self.earlier(3)}}),
        )
        for name, vals in table:
            with self.subTest(name):
                self.assertEqual(self.clauses(self.plain(**vals)), ["CS-7.4"])
                off = replace(self.limits, **{name: False})
                self.assertTrue(is_allowed(self.plain(limits=off, **vals)))

    def test_swap_does_not_count_itself(self):
        """CS-7.4"""
        case = self.plain(a={"earlier": self.earlier(3)}, swap_id=101)
        self.assertTrue(is_allowed(case))


class TestSwapRulesRepeat(SwapRulesCase):
    def test_swapped_shift_is_not_swapped_again(self):
        """CS-7.5"""
        for origin in ("swap", "return"):
            with self.subTest(origin):
                first = self.shift(1, "2026-12-10", origin=origin)
                second = self.shift(2, "2026-12-20")
                self.assertEqual(
                    self.codes(self.case(first, second)), ["swapped_already"]
                )

    def test_shift_of_a_pending_swap_is_not_swapped_in_another(self):
        """CS-7.5"""
        first, second = self.shift(1, "2026-12-10"), self.shift(2, "2026-12-20")
        a = {"touched": ((77, first),)}
        self.assertEqual(self.codes(self.case(first, second, a=a)), ["swap_pending"])
        self.assertTrue(is_allowed(self.case(first, second, a=a, swap_id=77)))

    def test_neighbour_of_a_swapped_shift_is_refused(self):
        """CS-7.5: the neighbour counts however many days lie between."""
        swapped = self.shift(1, "2026-12-05", origin="return")
        first, second = self.shift(1, "2026-12-10"), self.shift(2, "2026-12-20")
        case = self.case(first, second, held_a=(swapped,))
        self.assertEqual(self.codes(case), ["consecutive"])
        between = self.shift(1, "2026-12-07")
        case = self.case(first, second, held_a=(swapped, between))
        self.assertTrue(is_allowed(case))

    def test_neighbour_of_a_shift_given_away_is_refused(self):
        """CS-7.5: what was swapped away still counts as swapped."""
        gone = self.shift(3, "2026-12-09", origin="swap")
        first, second = self.shift(1, "2026-12-10"), self.shift(2, "2026-12-20")
        case = self.case(first, second, a={"touched": ((77, gone),)})
        self.assertEqual(self.codes(case), ["consecutive"])

    def test_received_shift_next_to_a_swapped_one_is_refused(self):
        """CS-7.5: over the end of the month too."""
        first, second = self.shift(1, "2026-12-10"), self.shift(2, "2026-12-31")
        rest = (self.shift(1, "2026-12-20"), self.shift(1, "2027-01-03", origin="swap"))
        case = self.case(first, second, held_a=rest)
        self.assertEqual(self.codes(case), ["consecutive"])

    def test_two_neighbours_traded_in_one_swap_are_no_repeat(self):
        """CS-7.5"""
        first, second = self.shift(1, "2026-12-10"), self.shift(2, "2026-12-12")
        self.assertTrue(is_allowed(self.case(first, second)))


class TestSwapRulesRest(SwapRulesCase):
    def test_shift_right_before_or_after_is_refused(self):
        """CS-7.6"""
        first, second = self.shift(1, "2026-12-10", 8), self.shift(2, "2026-12-20")
        for hour, day in ((16, "2026-12-10"), (0, "2026-12-10")):
            with self.subTest(hour):
                own = self.shift(2, day, hour)
                self.assertEqual(
                    self.codes(self.case(first, second, held_b=(own,))),
                    ["double_shift"],
                )
        free = self.shift(2, "2026-12-10", 17)
        self.assertTrue(is_allowed(self.case(first, second, held_b=(free,))))

    def test_double_shift_over_midnight_and_the_end_of_the_year(self):
        """CS-7.6"""
        first = self.shift(1, "2026-12-31", 16)
        second = self.shift(2, "2026-12-20")
        night = self.shift(2, "2027-01-01", 0)
        case = self.case(first, second, held_b=(night,))
        self.assertEqual(self.codes(case), ["double_shift"])

    def test_return_shift_makes_a_double_shift_for_the_requester(self):
        """CS-7.6: the returner as well."""
        first, second = self.shift(1, "2026-12-10"), self.shift(2, "2026-12-20")
        own = self.shift(1, "2026-12-20", 16)
        case = self.case(first, second, held_a=(own,))
        self.assertEqual(self.codes(case), ["double_shift"])

    def test_leg_given_away_makes_no_double_shift(self):
        """CS-7.6: after *both* legs."""
        first = self.shift(1, "2026-12-10", 8)
        second = self.shift(2, "2026-12-10", 16)
        self.assertTrue(is_allowed(self.case(first, second)))

    def test_double_shift_planned_elsewhere_stays_allowed(self):
        """CS-7.6"""
        first, second = self.shift(1, "2026-12-10"), self.shift(2, "2026-12-20")
        planned = (self.shift(2, "2026-12-15", 8), self.shift(2, "2026-12-15", 16))
        self.assertTrue(is_allowed(self.case(first, second, held_b=planned)))

    def test_overlap_is_refused(self):
        """CS-7.6: nobody is at two posts at once."""
        first, second = self.shift(1, "2026-12-10"), self.shift(2, "2026-12-20")
        own = self.shift(2, "2026-12-10", 12)
        case = self.case(first, second, held_b=(own,))
        self.assertEqual(self.codes(case), ["overlap"])

    def test_minimum_rest_is_off_by_default(self):
        """CS-7.6: ours, a second parameter."""
        first, second = self.shift(1, "2026-12-10"), self.shift(2, "2026-12-20")
        own = self.shift(2, "2026-12-10", 20, 3)
        case = self.case(first, second, held_b=(own,))
        self.assertTrue(is_allowed(case))
        rest = replace(self.limits, min_rest_hours=8)
        found = list(findings(replace(case, limits=rest)))
        self.assertEqual([finding.code for finding in found], ["short_rest"])
        self.assertEqual(found[0].figures["hours"], 4)


class TestSwapRulesDays(SwapRulesCase):
    def test_holiday_on_either_leg_is_refused(self):
        """CS-7.9"""
        for day in (date(2026, 12, 10), date(2026, 12, 20)):
            with self.subTest(day):
                case = self.plain(limits=replace(self.limits, holidays={day: "Feast"}))
                (finding,) = findings(case)
                self.assertEqual(finding.clause, "CS-7.9")
                self.assertEqual(finding.figures["holiday"], "Feast")

    def test_night_into_a_holiday_is_on_duty_on_it(self):
        """CS-7.9: over midnight and the end of the year."""
        first = self.shift(1, "2026-12-31", 22)
        second = self.shift(2, "2026-12-20")
        limits = replace(self.limits, holidays={date(2027, 1, 1): "New Year"})
        case = self.case(first, second, limits=limits)
        self.assertEqual(self.clauses(case), ["CS-7.9"])

    def test_nobody_takes_over_a_shift_on_leave(self):
        """CS-7.8"""
        leave = ((datetime(2026, 12, 10, 15), datetime(2026, 12, 11)),)
        self.assertEqual(self.codes(self.plain(b={"leaves": leave})), ["on_leave"])
        self.assertTrue(is_allowed(self.plain(a={"leaves": leave})))


class TestSwapRulesRank(SwapRulesCase):
    def test_same_post_then_fewest_swaps_then_nearest_day_then_hours(self):
        """CS-7.10"""
        first = self.shift(1, "2026-12-10")
        cap = TestSwapRulesCap.earlier(self, 1)
        cases = [
            self.case(first, self.shift(2, "2026-12-12")),
            self.case(first, self.shift(2, "2026-12-12", hours=10)),
            self.case(first, self.shift(2, "2026-12-14")),
            self.case(first, self.shift(2, "2026-12-11"), b={"earlier": cap}),
            self.case(first, self.shift(2, "2026-12-11", post_id=2)),
        ]
        keys = [rank(case)[0] for case in cases]
        self.assertEqual(keys, sorted(keys))
        self.assertEqual(
            rank(cases[1])[1], {"same_post": True, "swaps": 0, "days": 2, "hours": 2}
        )

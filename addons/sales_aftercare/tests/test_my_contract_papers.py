from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.cs_policy.tools.trusted import trusted

from ..tools.portal_sale import PortalSale
from .common import TODAY
from .papers_common import SIGNATURE, PapersCase

CARD = "Where your papers are"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-24 02:00:00")
class TestMyContractPapers(HttpCase, PapersCase):
    """A buyer sees in the portal where every paper is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carol = cls.env["res.partner"].create({"name": "Carol"})
        for partner in (cls.ann, cls.bob, cls.carol):
            cls._login_for(partner)
        cls.contract = cls._create_authenticated(
            buyers=[(cls.ann, 50), (cls.bob, 50)], payment_method="mortgage"
        )
        cls.url = f"/my/contracts/{cls.contract.id}"

    def _open(self, name, lang=None):
        login = f"portal_{name}"
        if lang:
            self.env["res.lang"]._activate_lang(lang)
            getattr(self, name).user_ids.lang = lang
            self.opener.cookies.clear()  # no language of the page before
        self.authenticate(login, login)
        return self.url_open(self.url)

    def _get_papers(self, partner, until=None):
        contract = self.contract.sudo()
        sale = PortalSale(contract.id, until)
        papers = contract._get_portal_copies(sale, partner)
        return {paper.number.partition("/")[2]: paper for paper in papers}

    def test_every_copy_says_where_it_is_since_when_and_where_it_belongs(self):
        """SA-1.1.3: a mortgage; the bank has not come yet."""
        self._distribute(self.contract)
        papers = self._get_papers(self.ann)
        self.assertEqual(list(papers), ["A1", "A2", "B1", "B2", "ID"])
        found = {
            number: (paper.kind, paper.place, paper.belongs, paper.is_settled)
            for number, paper in papers.items()
        }
        archive, office = "In our archive", "At our office"
        company = "With the property company"
        self.assertEqual(
            found,
            {
                "A1": ("A-original", archive, archive, True),
                "A2": ("A-duplicate", company, company, True),
                "B1": ("B-original", office, "With the bank", False),
                "B2": ("B-duplicate", "With you", "With you", True),
                "ID": ("ID photocopy", archive, archive, True),
            },
        )
        self.assertEqual({paper.since for paper in papers.values()}, {TODAY})

    def test_it_stands_on_the_page_of_every_buyer_without_box_shelf_or_staff(self):
        """SA-1.1.3"""
        original = self._get_copy(self.contract, "a_original", self.sale_archivist)
        original._hand_over("archive", box="BOX-77", place="SHELF-33")
        duplicate = self._get_copy(self.contract, "a_duplicate")
        duplicate._hand_over("property", person="Porter Wu", signature=SIGNATURE)
        for name in ("ann", "bob"):
            page = self._open(name).text
            self.assertIn(CARD, page)
            for text in (original.name, "In our archive", "With the bank"):
                self.assertIn(text, page)
            for text in ("BOX-77", "SHELF-33", "Porter Wu", self.sale_archivist.name):
                self.assertNotIn(text, page)

    def test_who_holds_it_is_said_as_seen_by_the_reader(self):
        """SA-1.1.3: oneself, the other buyer, who came for both, nobody."""
        copy = self._get_copy(self.contract, "b_duplicate")
        receipt = self._create_receipt(self.contract, self.ann, copy)
        self._sign(receipt)
        self.assertEqual(self._get_papers(self.ann)["B2"].place, "With you")
        self.assertEqual(self._get_papers(self.bob)["B2"].place, "With another buyer")
        copy.sudo()._write_protected({"holder_partner_id": self.carol.id})
        taken = "With the person who took it for you"
        self.assertEqual(self._get_papers(self.ann)["B2"].place, taken)
        loss = self.env["document.loss"].with_user(self.sale_clerk)
        loss = loss.create({"copy_id": copy.id, "reason": "Burnt"})
        loss.action_submit()
        paper = self._get_papers(self.ann)["B2"]
        self.assertIn("Lost", paper.place)
        self.assertIsNone(paper.since)
        loss.with_user(self.sale_manager).action_approve()
        self.assertNotIn("B2", self._get_papers(self.ann))
        self.assertIn("B2-2", self._get_papers(self.ann))

    def test_the_papers_of_another_buyers_person_are_not_shown(self):
        """SA-1.1.3: each sees the photocopy of the own identity document."""
        photocopies = self._get_copy(self.contract, "id_photocopy")
        self.assertEqual(len(photocopies), 2)
        for partner in (self.ann, self.bob):
            own = photocopies.filtered(lambda row, who=partner: row.owner_id == who)
            shown = [
                paper.number
                for paper in self._get_papers(partner).values()
                if paper.kind == "ID photocopy"
            ]
            self.assertEqual(shown, own.mapped("name"))

    def test_a_former_buyer_and_a_neighbour_see_no_paper(self):
        """SA-1.1.3"""
        number = self._get_copy(self.contract, "a_original").name
        self.assertEqual(self._open("carol").status_code, 404)
        buyer = self.contract.sudo().buyer_ids.filtered(
            lambda row: row.partner_id == self.ann
        )
        trusted(buyer).unlink()
        page = self._open("ann").text
        self.assertIn("you were a buyer until", page)
        for text in (CARD, number, "At our office"):
            self.assertNotIn(text, page)
        self.assertFalse(self._get_papers(self.ann, TODAY))
        self.assertIn(number, self._open("bob").text)

    def test_the_card_speaks_the_language_of_the_reader(self):
        """SA-1.1.3"""
        for name, lang, texts in (
            ("ann", "zh_TW", ("您的文件在哪裡", "在我方辦公室", "在銀行")),
            ("bob", "zh_CN", ("您的文件在哪里", "在我方办公室", "在银行")),
        ):
            page = self._open(name, lang).text
            for text in texts:
                self.assertIn(text, page)

    def test_the_number_of_queries_does_not_grow_with_the_papers(self):
        """SA-1.1.3"""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get_papers(self.ann)
            return self.env.cr.sql_log_count - before

        few = count()
        copies = self.env["document.copy"].with_user(self.sale_clerk)
        copies._register_papers(self.contract, ["other"] * 10, title="Plan")
        self.assertEqual(len(self._get_papers(self.ann)), 15)
        self.assertEqual(count(), few)


class TestPortalCopies(PapersCase):
    """What a buyer is told of the papers, without the page."""

    def test_copies_of_the_contract_are_told_with_their_place(self):
        """SA-1.1.3: a lump sum: both B copies go to the buyer, none did yet."""
        contract = self._create_authenticated().sudo()
        papers = contract._get_portal_copies(PortalSale(contract.id, None), self.ann)
        found = {paper.number.partition("/")[2]: paper.belongs for paper in papers}
        self.assertEqual((found.get("B1"), found.get("B2")), ("With you", "With you"))
        self.assertFalse(any(paper.is_settled for paper in papers[:4]))

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import custody

KINDS = [
    ("a_original", "A-original"),
    ("a_duplicate", "A-duplicate"),
    ("b_original", "B-original"),
    ("b_duplicate", "B-duplicate"),
    ("subscription_customer", "Subscription, customer's copy"),
    ("subscription_archive", "Subscription, archive copy"),
    ("id_photocopy", "ID photocopy"),
    ("power", "Power of attorney"),
    ("mortgage_contract", "Mortgage contract"),
    ("loan_contract", "Loan contract"),
    ("certificate", "Property certificate"),
    ("land_certificate", "Land-use certificate"),
    ("other", "Other paper"),
]
HOLDERS = [
    ("office", "Our office"),
    ("archive", "Company archive"),
    ("bureau", "Housing bureau"),
    ("bank", "Bank"),
    ("property", "Property company"),
    ("customer", "Customer"),
]
HERE = ("ours", "archived")
"""States of a paper that we can put our hands on."""


class DocumentCopy(models.Model):
    """One physical paper of a sale: where it is, who has it, where it belongs.

    Papers are registered and moved by methods alone; each move is a row of
    ``document.custody.move``.
    """

    _name = "document.copy"
    _description = "Paper"
    _inherit = ["policy.state.mixin", "policy.evidence.mixin"]
    _order = "contract_id desc, subscription_id desc, name, id"
    _rec_names_search = ["name", "contract_id.name", "contract_id.partner_id.name"]
    _check_company_auto = True

    _initial_state = "ours"
    _transitions = {
        "ours": {"ours", "lent", "handed_out", "archived", "lost"},
        "archived": {"ours", "lent", "handed_out", "lost"},
        "lent": {"ours", "handed_out", "lost"},
        "handed_out": {"ours", "lost"},
        "lost": {"ours", "replaced"},
        "replaced": set(),
    }
    _protected_fields = (
        "state", "name", "kind", "contract_id", "subscription_id", "company_id",
        "owner_id", "holder", "holder_partner_id", "holder_user_id", "holder_person",
        "date_held", "date_due_back", "date_sealed", "sealed_by_id", "box", "place",
        "replaced_by_id",
    )  # fmt: skip

    name = fields.Char("Paper No.", required=True, readonly=True, index=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    title = fields.Char(help="What it is, where the kind does not say it.")
    contract_id = fields.Many2one(
        "sale.home.contract",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    subscription_id = fields.Many2one(
        "sale.home.subscription",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    unit_id = fields.Many2one("property.unit", "Home", compute="_compute_unit_id")
    buyer_names = fields.Char("Buyers", compute="_compute_unit_id")
    owner_id = fields.Many2one(
        "res.partner",
        "Whose",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The buyer whose ID or power of attorney it is.",
    )
    holder = fields.Selection(
        HOLDERS, "Kept By", required=True, readonly=True, default="office"
    )
    holder_partner_id = fields.Many2one(
        "res.partner", "Held By", readonly=True, ondelete="restrict"
    )
    holder_user_id = fields.Many2one(
        "res.users",
        "Colleague",
        readonly=True,
        index="btree_not_null",
        default=lambda self: self.env.user,
    )
    holder_person = fields.Char("Taken By", readonly=True)
    holder_name = fields.Char("Where It Is", compute="_compute_holder_name")
    date_held = fields.Date("There Since", readonly=True)
    recipient = fields.Selection(
        HOLDERS,
        "Belongs With",
        compute="_compute_recipient",
        store=True,
        precompute=True,
        help="Follows from the kind and from how the home is paid.",
    )
    is_settled = fields.Boolean(
        "Where It Belongs", compute="_compute_is_settled", store=True, precompute=True
    )
    date_due_back = fields.Date(
        "Due Back on", readonly=True, index="btree_not_null", copy=False
    )
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    date_sealed = fields.Date("Sealed on", readonly=True, copy=False)
    sealed_by_id = fields.Many2one("res.users", "Sealed by", readonly=True, copy=False)
    box = fields.Char("Archive Box", readonly=True, index="btree_not_null")
    place = fields.Char("Shelf", readonly=True)
    state = fields.Selection(
        [
            ("ours", "With us"),
            ("lent", "Lent"),
            ("handed_out", "Handed out"),
            ("archived", "Archived"),
            ("lost", "Lost"),
            ("replaced", "Replaced"),
        ],
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default="ours",
    )
    replaced_by_id = fields.Many2one("document.copy", readonly=True, copy=False)
    move_ids = fields.One2many(
        "document.custody.move", "copy_id", "Chain of Custody", readonly=True
    )

    _name_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "That paper is registered already."
    )
    _deal_one = models.Constraint(
        "CHECK(num_nonnulls(contract_id, subscription_id) = 1)",
        "A paper belongs to one subscription or one contract.",
    )
    _contract_copy_once = models.UniqueIndex(
        "(contract_id, kind) WHERE kind IN ('a_original', 'a_duplicate', 'b_original',"
        " 'b_duplicate') AND state NOT IN ('lost', 'replaced')",
        "Each copy of a contract exists once.",
    )
    _subscription_copy_once = models.UniqueIndex(
        "(subscription_id, kind) WHERE kind IN ('subscription_customer',"
        " 'subscription_archive') AND state NOT IN ('lost', 'replaced')",
        "Each copy of a subscription exists once.",
    )

    @api.depends("contract_id", "subscription_id")
    def _compute_unit_id(self):
        for copy in self:
            deal = copy._get_deal()
            copy.unit_id = deal.unit_id
            copy.buyer_names = deal.buyer_names

    @api.depends("name", "kind", "title", "owner_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for copy in self:
            words = [copy.title or kinds.get(copy.kind, ""), copy.owner_id.name]
            words.append(copy.name)
            copy.display_name = " ".join(word for word in words if word)

    @api.depends("kind", "contract_id.payment_method")
    def _compute_recipient(self):
        for copy in self:
            method = copy.contract_id.payment_method
            copy.recipient = copy.kind and custody.get_right_place(copy.kind, method)

    @api.depends("holder", "recipient", "state")
    def _compute_is_settled(self):
        for copy in self:
            there = copy.state in ("handed_out", "archived")
            copy.is_settled = copy.state == "replaced" or (
                there and copy.holder == copy.recipient
            )

    @api.depends(
        "holder", "holder_partner_id.name", "holder_user_id.name", "holder_person",
        "box", "place",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_holder_name(self):
        for copy in self:
            copy.holder_name = copy._get_holder_label()

    @api.depends("state", "date_due_back")
    def _compute_is_overdue(self):
        for copy in self:
            today = copy.company_id._policy_today()
            day = copy.date_due_back
            copy.is_overdue = copy.state == "lent" and bool(day) and day < today

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._policy_today()
        overdue = Domain("state", "=", "lent") & Domain("date_due_back", "<", today)
        return overdue if True in value else ~overdue

    def _get_deal(self):
        """The contract or the subscription that the paper belongs to."""
        self.ensure_one()
        return self.contract_id or self.subscription_id

    def _get_holder_label(self):
        """Who has it: the place, and by name who took it."""
        self.ensure_one()
        holders = dict(self._fields["holder"]._description_selection(self.env))
        names = [holders.get(self.holder, "")]
        names += [self._get_holder_person(), self.box, self.place]
        return ", ".join(name for name in names if name)

    def _get_holder_person(self):
        self.ensure_one()
        partner = self.holder_partner_id
        user = self.holder_user_id.sudo()  # a colleague's name
        return self.holder_person or partner.name or user.name or ""

    @api.model
    def _register_papers(self, deal, kinds, owner=None, title="", **vals):
        """New papers of ``deal`` in the hands of the acting user.

        :param deal: a contract or a subscription
        :param kinds: kinds of paper, one for each
        """
        field = "contract_id" if deal._name == "sale.home.contract" else None
        copies = self.sudo()  # papers are registered by methods alone
        numbers = copies._get_next_names(deal, kinds)
        copies = copies._create_protected(
            [
                {
                    "name": number,
                    "kind": kind,
                    "title": title,
                    field or "subscription_id": deal.id,
                    "company_id": deal.company_id.id,
                    "owner_id": owner.id if owner else False,
                    "holder": "office",
                    "holder_user_id": self.env.uid,
                    "date_held": deal.company_id._policy_today(),
                    **vals,
                }
                for number, kind in zip(numbers, kinds, strict=True)
            ]
        )
        copies = copies.with_context(policy_move=None)
        copies._log_custody("", "", self.env._("Registered"))
        return copies.sudo(self.env.su)

    def _get_next_names(self, deal, kinds):
        """Numbers of new papers: contract number, mark of the kind, a count."""
        taken = {copy.name for copy in self.search(deal._get_paper_domain())}
        names = []
        for kind in kinds:
            stem = f"{deal.name}/{custody.CODES[kind]}"
            number = 1
            name = stem
            while name in taken:
                number += 1
                name = f"{stem}-{number}"
            taken.add(name)
            names.append(name)
        return names

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Papers stay, with their chain of custody."))

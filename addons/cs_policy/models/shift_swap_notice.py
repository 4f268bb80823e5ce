from datetime import timezone

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError
from odoo.tools.misc import hash_sign, verify_hash_signed

LINK_ACTS = {
    "accept": "asked",
    "decline": "asked",
    "approve": "accepted",
    "refuse": "accepted",
}
"""Act that can be done from an e-mail -> state in which it can be done."""


class ShiftSwap(models.Model):
    """Who is told what about a swap, and the links by which they answer."""

    _inherit = "shift.swap"

    def _notify_asked(self):
        """Ask the colleague, with a link per answer."""
        swap = self.sudo()  # work relations are hidden from agents
        swap._tell(
            swap.counterpart_id,
            lambda env: env._(
                "%(person)s asks you to swap a shift.", person=swap.employee_id.name
            ),
            ("accept", "decline"),
        )

    def _notify_accepted(self):
        """Ask the department managers, with a link per answer."""
        swap = self.sudo()  # to find the managers
        approvers = swap._get_approvers()
        people = approvers.employee_ids.filtered(
            lambda person: person.company_id == swap.company_id
        )

        def get_intro(env):
            return env._("A swap waits for your decision.")

        swap._tell(people, get_intro, ("approve", "refuse"))
        # Links are signed for people; the others decide in the web client.
        for partner in (approvers - people.user_id).partner_id:
            swap._tell_partner(partner, get_intro)

    def _notify_effective(self):
        """Tell both what they work now, with the colleague's briefing."""
        swap = self.sudo()  # work relations are hidden from agents
        swap._tell(
            swap.employee_id | swap.counterpart_id,
            lambda env: env._("The swap is approved and in effect."),
        )

    def _notify_end(self):
        """Tell both that nothing changes, and why."""
        swap = self.sudo()  # work relations are hidden from agents
        swap._tell(
            swap.employee_id | swap.counterpart_id,
            lambda env: {
                "declined": env._("The swap is declined. The roster stays as it is."),
                "refused": env._("The swap is refused. The roster stays as it is."),
                "withdrawn": env._("The swap is withdrawn. The roster stays as it is."),
                "expired": env._("The swap has expired. The roster stays as it is."),
            }[swap.state],
        )

    def _notify_reminder(self):
        """Ask again whoever has not answered."""
        if self.state == "asked":
            self._notify_asked()
        else:
            self._notify_accepted()

    def _get_approvers(self):
        """Users who may decide: department managers, but neither party."""
        self.ensure_one()
        group = self.env.ref("cs_policy.cs_policy_group_manager")
        parties = (self.employee_id | self.counterpart_id).user_id
        return (
            group.all_user_ids.filtered(
                lambda user: user.active and self.company_id in user.company_ids
            )
            - parties
        )

    def _tell(self, people, get_intro, acts=()):
        """One message per person, in the person's language, with own links.

        :param get_intro: function of a translation function -> first sentence
        :param acts: acts the person can do from the message
        """
        self.ensure_one()
        for person in people:
            links = [(act, self._get_act_url(act, person)) for act in acts]
            for partner in person._get_notice_partner():
                self._tell_partner(partner, get_intro, links)

    def _tell_partner(self, partner, get_intro, links=()):
        """Sent by the system: who writes a message may read it, links and all."""
        swap = self.with_user(SUPERUSER_ID).with_context(
            lang=partner.lang or self.env.lang
        )
        body = swap.env["ir.qweb"]._render(
            "cs_policy.shift_swap_notice",
            {"swap": swap, "intro": get_intro(swap.env), "links": links},
        )
        swap.message_notify(
            partner_ids=partner.ids, subject=swap.display_name, body=body
        )

    def _get_act_url(self, act, person):
        """Link by which ``person`` (hr.employee) may do ``act``, and nothing else.

        It is signed, for this person, swap and act, and dies when the first shift
        starts.
        """
        self.ensure_one()
        token = hash_sign(
            self.sudo().env,  # reads the signing key
            f"cs_policy.shift.swap.{act}",
            [self.id, person.id],
            expiration=self.first_start.replace(tzinfo=timezone.utc),
        )
        return f"{self.get_base_url()}/policy/swap/{act}/{token}"

    @api.model
    def _read_token(self, act, token):
        """(swap, person) that a link's token stands for; empty ones if it is not valid.

        Both are returned in sudo: the token is the right to see this swap.
        """
        swap, person = self.sudo(), self.env["hr.employee"].sudo()  # see above
        if act not in LINK_ACTS:
            return swap, person
        try:
            values = verify_hash_signed(swap.env, f"cs_policy.shift.swap.{act}", token)
        except (ValueError, TypeError):
            values = None
        if not values:
            return swap, person
        swap_id, person_id = values
        return swap.browse(swap_id).exists(), person.browse(person_id).exists()

    def _is_act_open(self, act):
        """Whether the link's act can still be done."""
        self.ensure_one()
        return self.state == LINK_ACTS[act]

    def _act_by_link(self, act, person, text):
        """Do what the link stands for, as the person it was sent to.

        :raises PolicyRefusal: as the button would
        """
        self.ensure_one()
        user = person.user_id
        # A link outlives the login it was sent to; the right to decide does not.
        if act in ("approve", "refuse") and not (person.active and user.active):
            raise AccessError(self.env._("This link is no longer valid."))
        swap = self.with_user(user) if user else self
        swap = swap.sudo()  # the token is the right; the rules are asked all the same
        if act == "accept":
            swap._accept(person, text)
        elif act == "decline":
            swap._decline(person, text)
        elif act == "approve":
            swap._approve()
        else:
            swap._refuse_approval(text)

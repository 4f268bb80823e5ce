"""Gives back what the addon tightened in others."""

from odoo import Command

RIGHTS = {
    "base_tier_validation.access_tier_review_group_public": (1, 0, 0, 0),
    "base_tier_validation.access_tier_review_group_portal": (1, 0, 0, 0),
    "base_tier_validation.access_tier_definition_group_public": (1, 0, 0, 0),
    "base_tier_validation.access_tier_definition_group_portal": (1, 0, 0, 0),
    "base_tier_validation.access_tier_review": (1, 1, 1, 1),
    "helpdesk_mgmt.access_helpdesk_ticket_stage_public": (1, 1, 0, 0),
}


def uninstall_hook(env):
    _restore_rights(env)
    keep_users_internal(env, "cs_policy")
    _forget_own_data(env)


def _restore_rights(env):
    """Give other addons back the access rights they ship with."""
    for xmlid, rights in RIGHTS.items():
        access = env.ref(xmlid, raise_if_not_found=False)
        if access:
            names = ("perm_read", "perm_write", "perm_create", "perm_unlink")
            access.write(dict(zip(names, rights, strict=True)))


def keep_users_internal(env, addon):
    """Leave those internal users who are so only through a role of ``addon``."""
    data = env["ir.model.data"].search(
        [("module", "=", addon), ("model", "=", "res.groups")]
    )
    roles = env["res.groups"].browse(data.mapped("res_id"))
    internal = env.ref("base.group_user")
    users = (roles.all_user_ids & internal.all_user_ids) - internal.user_ids
    users.write({"group_ids": [Command.link(internal.id)]})


def _forget_own_data(env):
    """Leave data records of our own models to the tables, which go as a whole.

    Taken out one by one, clauses and the like would each be refused for the documents
    that refer to them.
    """
    env.cr.execute(
        """
        DELETE FROM ir_model_data data USING ir_model model, ir_model_data own
        WHERE data.model = model.model AND own.model = 'ir.model'
          AND own.res_id = model.id AND own.module = 'cs_policy'
          AND NOT EXISTS (
            SELECT FROM ir_model_data other WHERE other.model = 'ir.model'
            AND other.res_id = model.id AND other.module != 'cs_policy')
        """
    )

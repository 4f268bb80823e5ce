"""Leaves people and their users as the company made them."""

from odoo.addons.cs_policy.hooks import keep_users_internal


def uninstall_hook(env):
    keep_users_internal(env, "sales_aftercare")

"""Leaves people and their users as the company made them."""

from odoo.addons.cs_policy.hooks import keep_users_internal


def uninstall_hook(env):
    # they hold on to the papers of the data files, which go before the tables do
    env.cr.execute("DELETE FROM title_application_line")
    keep_users_internal(env, "sales_aftercare")

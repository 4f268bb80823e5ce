"""What goes with the addon, and what it leaves: people and users as the company made
them."""

from odoo.addons.cs_policy.hooks import keep_users_internal


def uninstall_hook(env):
    # they hold on to papers and roles of the data files, which go before the tables do
    env.cr.execute("DELETE FROM title_application_line")
    env.cr.execute("ALTER TABLE document_receipt ALTER COLUMN role_id DROP NOT NULL")
    env.cr.execute("UPDATE document_receipt SET role_id = NULL")
    keep_users_internal(env, "sales_aftercare")

from odoo.addons.base.tests.common import BaseCommon

from ..hooks import RIGHTS, uninstall_hook


class TestUninstallHook(BaseCommon):
    def test_original_rights_come_back(self):
        uninstall_hook(self.env)
        for xmlid, rights in RIGHTS.items():
            access = self.env.ref(xmlid)
            self.assertEqual(
                (
                    access.perm_read,
                    access.perm_write,
                    access.perm_create,
                    access.perm_unlink,
                ),
                tuple(bool(right) for right in rights),
            )

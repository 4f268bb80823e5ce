"""Gives back what the addon tightened in others."""

RIGHTS = {
    "base_tier_validation.access_tier_review_group_public": (1, 0, 0, 0),
    "base_tier_validation.access_tier_review_group_portal": (1, 0, 0, 0),
    "base_tier_validation.access_tier_definition_group_public": (1, 0, 0, 0),
    "base_tier_validation.access_tier_definition_group_portal": (1, 0, 0, 0),
    "base_tier_validation.access_tier_review": (1, 1, 1, 1),
    "helpdesk_mgmt.access_helpdesk_ticket_stage_public": (1, 1, 0, 0),
}


def uninstall_hook(env):
    """Restore the access rights that other addons ship with."""
    for xmlid, rights in RIGHTS.items():
        access = env.ref(xmlid, raise_if_not_found=False)
        if access:
            names = ("perm_read", "perm_write", "perm_create", "perm_unlink")
            access.write(dict(zip(names, rights, strict=True)))

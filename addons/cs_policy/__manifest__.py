{
    "name": "Customer Service Policy",
    "summary": "A written service policy that refuses, reminds and reports by itself",
    "version": "19.0.1.0.0",
    "author": "Guanjia",
    "website": "https://guanjia.example",
    "license": "AGPL-3",
    "category": "Services/Customer Service Policy",
    "depends": [
        "base_tier_validation",
        "helpdesk_mgmt",
        "helpdesk_mgmt_rating",
        "hr",
        "hr_holidays",
        "hr_skills",
        "portal",
        "report_xlsx",
        "web_timeline",
    ],
    "external_dependencies": {"python": ["holidays"]},
    "data": [
        # groups and access
        "security/cs_policy_groups.xml",
        "security/ir.model.access.csv",
        "security/calendar_security.xml",
        "security/shift_roster_security.xml",
        "security/shift_import_security.xml",
        "security/quality_review_security.xml",
        "security/policy_register_security.xml",
        "security/shift_swap_security.xml",
        "security/shift_desk_security.xml",
        # register
        "data/policy.clause.kind.csv",
        "data/policy.clause.csv",
        "data/policy.parameter.csv",
        "data/quality.criterion.csv",
        "data/shift.swap.reason.csv",
        # scheduled actions, sequences, templates
        "data/shift_roster_notice_templates.xml",
        "data/ir_cron_public_holidays.xml",
        "data/shift_desk_cron.xml",
        # menu roots first, then the views with their own menu items
        # views
        # menus
        "views/cs_policy_menus.xml",
        "wizard/policy_holiday_load_views.xml",
        "views/policy_makeup_day_views.xml",
        "views/resource_calendar_leaves_views.xml",
        "views/resource_calendar_views.xml",
        "views/shift_import_views.xml",
        "views/quality_review_views.xml",
        "report/shift_roster_reports.xml",
        "views/policy_clause_views.xml",
        "views/policy_parameter_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "cs_policy/static/src/refusal/*",
        ],
    },
    "application": True,
}

{
    "name": "Home Sales Aftercare",
    "version": "19.0.1.0.0",
    "author": "Guanjia",
    "website": "https://guanjia.example",
    "license": "AGPL-3",
    "category": "Services/Customer Service Policy",
    "depends": ["property_ops"],
    "data": [
        # groups and access
        "security/sales_aftercare_groups.xml",
        "security/ir.model.access.csv",
        "security/sale_home_contract_security.xml",
        "security/customer_security.xml",
        "security/sale_home_portal_security.xml",
        "security/sale_home_instalment_security.xml",
        # register
        "data/policy.clause.csv",
        "data/policy.parameter.csv",
        "data/sale_home_contract_data.xml",
        "data/sale_home_money_data.xml",
        # menus
        "views/sales_aftercare_menus.xml",
        # contracts
        "wizard/sale_home_may_views.xml",
        "views/sale_home_subscription_views.xml",
        "views/sale_home_contract_views.xml",
        # papers: custody, seals, authentication, mortgage, receipts
        # money: instalments, deposits, refunds
        "views/res_config_settings_views.xml",
        "wizard/sale_home_schedule_views.xml",
        "wizard/sale_home_payment_views.xml",
        "wizard/sale_home_behalf_views.xml",
        "views/sale_home_instalment_views.xml",
        # home: survey, settlement, certificates
        # move-in
        "security/movein_security.xml",
        "data/movein_data.xml",
        "report/movein_slip_report.xml",
        "report/movein_notice_report.xml",
        "report/sale_home_demand_report.xml",
        "views/movein_inspection_views.xml",
        "views/movein_notice_views.xml",
        "views/movein_slip_views.xml",
        "views/sale_home_demand_views.xml",
        "views/sale_home_payment_check_views.xml",
        "views/sale_home_contract_movein_views.xml",
        "data/policy_duty_plan_movein.xml",
        # customers: visits, greetings, progress, portal
        "views/customer_profile_views.xml",
        "views/service_visit_views.xml",
        "data/customer_greeting_data.xml",
        "views/customer_greeting_views.xml",
        "views/construction_milestone_views.xml",
        "views/customer_greeting_recipient_views.xml",
        "views/opt_out_templates.xml",
        "views/timeline_templates.xml",
        "views/my_contracts_templates.xml",
        "report/service_visit_summary_report.xml",
        # duties
        "data/policy_duty_plan_data.xml",
        "data/policy_duty_plan_care.xml",
    ],
    "demo": ["demo/sale_home_demo.xml"],
    "uninstall_hook": "uninstall_hook",
}

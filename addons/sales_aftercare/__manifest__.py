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
        # register
        "data/policy.clause.csv",
        "data/policy.parameter.csv",
        "data/sale_home_contract_data.xml",
        # menus
        "views/sales_aftercare_menus.xml",
        # contracts
        "wizard/sale_home_may_views.xml",
        "views/sale_home_subscription_views.xml",
        "views/sale_home_contract_views.xml",
        # papers: custody, seals, authentication, mortgage, receipts
        # money: instalments, deposits, refunds
        # home: survey, settlement, certificates
        # move-in
        # customers: visits, greetings, progress, portal
        "views/customer_profile_views.xml",
        # duties
        "data/policy_duty_plan_data.xml",
        "data/policy_duty_plan_care.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}

{
    "name": "Property Operations",
    "version": "19.0.1.0.0",
    "author": "Guanjia",
    "website": "https://guanjia.example",
    "license": "AGPL-3",
    "category": "Services/Customer Service Policy",
    "depends": ["account", "account_payment", "cs_policy"],
    "data": [
        # groups and access
        "security/property_ops_groups.xml",
        "security/ir.model.access.csv",
        "security/property_estate_security.xml",
        "security/property_fee_security.xml",
        "security/property_ledger_import_security.xml",
        "security/property_late_fee_security.xml",
        "security/property_payment_security.xml",
        "security/property_portal_security.xml",
        "security/property_collection_security.xml",
        # register
        "data/policy.clause.csv",
        "data/policy.parameter.csv",
        "data/property_data.xml",
        "data/property_billing_data.xml",
        "data/property_late_fee_data.xml",
        # menus
        "views/property_ops_menus.xml",
        # views
        "wizard/property_tenure_change_views.xml",
        "views/property_unit_views.xml",
        "views/property_estate_views.xml",
        "views/property_building_views.xml",
        "views/property_household_views.xml",
        "report/property_ledger_report.xml",
        "views/property_ledger_import_views.xml",
        # duties
        "data/policy_duty_plan_data.xml",
        # fees
        "views/property_fee_views.xml",
        "views/property_meter_views.xml",
        "views/property_fee_exemption_views.xml",
        "views/property_charge_views.xml",
        # late fee
        "views/property_dunning_policy_views.xml",
        "views/property_late_fee_views.xml",
        "views/property_late_fee_waiver_views.xml",
        # reports
        "report/property_payment_notice_report.xml",
        "report/property_payment_list_report.xml",
        "views/property_billing_run_views.xml",
        "views/account_move_views.xml",
        # payments
        "report/property_receipt_report.xml",
        "wizard/property_receipt_void_views.xml",
        "views/property_receipt_views.xml",
        # portal
        "views/helpdesk_ticket_views.xml",
        "views/my_homes_templates.xml",
        "wizard/property_desk_payment_views.xml",
        "report/property_cash_sheet_report.xml",
        "views/property_cash_sheet_views.xml",
        # figures
        "report/property_collection_report.xml",
        "wizard/property_collection_report_views.xml",
        "wizard/property_collection_figure_views.xml",
        "views/property_collection_views.xml",
        "data/property_collection_data.xml",
        "data/policy_duty_plan_collection.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}

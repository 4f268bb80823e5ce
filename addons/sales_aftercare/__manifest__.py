{
    "name": "Home Sales Aftercare",
    "version": "19.0.1.0.0",
    "author": "Guanjia",
    "website": "https://guanjia.example",
    "license": "AGPL-3",
    "category": "Services/Customer Service Policy",
    "depends": ["property_ops"],
    "data": [
        # register
        "data/policy.clause.csv",
        # duties
        "data/policy_duty_plan_data.xml",
    ],
}

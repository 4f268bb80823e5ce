"""What a rule returns when it is switched off.

By default a generator yields nothing, a compute leaves its fields empty, a
``_get_<verb>_reasons`` has no reason against anything, and everything else returns
None. The table names the functions for which that would be an error rather than the
absence of the rule: ``addon.module:qualified.name`` -> value, or a callable that
gets the arguments of the call.
"""

from decimal import Decimal
from itertools import count

MODELS = "cs_policy.models."
PROPERTY = "property_ops.models.property_"
SALES = "sales_aftercare.models."
NUMBERS = count(1)
NEUTRAL = {
    f"{MODELS}policy_duty_clock:PolicyDuty._mark_missed": (
        lambda duties, *args: duties.browse()
    ),
    f"{MODELS}shift_assignment_notice:ShiftAssignment._notify_duty_manager": (
        lambda shifts, *args: {shift: shifts.env["res.partner"] for shift in shifts}
    ),
    f"{MODELS}shift_assignment_watch:ShiftAssignment._get_awaited": (
        lambda shifts: {shift: shift.employee_id and shift.start for shift in shifts}
    ),
    f"{MODELS}shift_assignment_watch:ShiftAssignment._get_overdue": (
        lambda shifts, *args: shifts.browse()
    ),
    f"{MODELS}shift_handover_sign:ShiftHandover._get_due_changes": [],
    "property_ops.models.account_move_notice:AccountMove._queue_notices": (
        lambda moves, *args, **options: moves
    ),
    f"{PROPERTY}billing_run_estimate:PropertyBillingRun._get_estimates": ([], 0),
    f"{PROPERTY}billing_run_invoice:PropertyBillingRun._create_invoices": (
        lambda run, *args: run.env["account.move"]
    ),
    f"{PROPERTY}billing_run_gone:PropertyBillingRun._get_gone_ids": [],
    f"{PROPERTY}billing_run_service:PropertyBillingRun._get_service_discounts": {},
    f"{PROPERTY}billing_run_service:PropertyBillingRun._get_service_orders": (
        lambda run: run.env["property.service.order"]
    ),
    f"{PROPERTY}billing_run_list:PropertyBillingRun._get_payment_list": {
        "fees": [],
        "rows": [],
        "totals": [],
    },
    f"{PROPERTY}billing_run_post:PropertyBillingRun._process_chunk": (
        lambda run, unit_ids: unit_ids
    ),
    f"{PROPERTY}collection_snapshot:PropertyCollectionSnapshot._freeze": (
        lambda snapshots, *args: snapshots.browse()
    ),
    "property_ops.wizard.property_collection_report_target:"
    "PropertyCollectionReport._get_targets": [],
    f"{PROPERTY}dunning_case_move:PropertyDunningCase._find_moves": [],
    f"{PROPERTY}dunning_case_rules:PropertyDunningCase._get_policies": {},
    f"{PROPERTY}dunning_step_letter:PropertyDunningStep._get_letter": {
        "date": False,
        "limit": False,
        "items": [],
        "paid": 0.0,
        "late_fee": 0.0,
        "explanation": [],
        "total": 0.0,
        "bill_id": False,
    },
    "property_ops.models.sms_sms_gateway:SmsSms._withhold_paid": lambda sms: sms,
    f"{PROPERTY}fee_rule_amount:PropertyFeeRule._get_dues": {},
    f"{PROPERTY}receipt_counter:PropertyReceiptCounter._next_name": (
        lambda counter, company, day: f"X{next(NUMBERS)}"
    ),
    f"{PROPERTY}receipt_print:PropertyReceipt._register_print": {},
    f"{PROPERTY}bank_collection:PropertyBankCollection._find_items": (
        lambda record: record.env["account.move.line"]
    ),
    "property_ops.wizard.property_account_statement:"
    "PropertyAccountStatement._get_statement": {
        "opening": 0.0,
        "rows": [],
        "closing": 0.0,
        "totals": [],
    },
    f"{PROPERTY}unit_portal_line:PropertyUnit._get_portal_line": ([], False),
    f"{PROPERTY}late_fee_book:PropertyLateFee._accrue": (
        lambda fees, *args: fees.browse()
    ),
    f"{PROPERTY}late_fee_compute:PropertyLateFee._get_due": (
        lambda fees, lines, day: dict.fromkeys(lines.ids, 0.0)
    ),
    f"{PROPERTY}late_fee_cron:PropertyLateFee._get_pending": {},
    f"{MODELS}shift_import_apply:ShiftImport._check_overlaps": [],
    f"{MODELS}shift_swap_flow:ShiftSwap._cron_expire": 0,
    f"{MODELS}shift_swap_flow:ShiftSwap._cron_remind": 0,
    f"{MODELS}shift_swap_explain:ShiftSwap._propose": [],
    f"{SALES}sale_home_contract_portal_line:SaleHomeContract._get_portal_line": (
        [],
        False,
    ),
    f"{SALES}sale_home_contract_portal_papers:SaleHomeContract._get_portal_copies": [],
    f"{SALES}area_settlement_post:AreaSettlement._set_refused_aside": (
        lambda settlements: settlements.browse()
    ),
    f"{SALES}sale_home_contract:SaleHomeContract._get_holders": {},
    f"{SALES}area_settlement_run_post:AreaSettlementRun._process_chunk": [],
    f"{SALES}authentication_batch:AuthenticationBatch._get_days": [],
    f"{SALES}construction_milestone:ConstructionMilestone._get_contract_domain": [],
    f"{SALES}customer_greeting_plan:CustomerGreeting._plan": (
        lambda greetings, company: greetings.browse()
    ),
    f"{SALES}customer_greeting_send:CustomerGreeting._is_quiet": False,
    f"{SALES}customer_profile_consent:CustomerProfile._take_sms_answer": (
        lambda profiles, *args: profiles.browse()
    ),
    f"{SALES}customer_greeting_list:CustomerGreeting._get_owners": (
        lambda greeting: greeting.env["res.partner"]
    ),
    f"{SALES}mortgage_file:MortgageFile._open_for": (
        lambda files, contracts: files.browse()
    ),
    f"{SALES}movein_notice:MoveinNotice._get_due_day": (
        lambda notices, company, delivery: delivery
    ),
    f"{SALES}movein_notice:MoveinNotice._prepare": 0,
    f"{SALES}refund_request:RefundRequest._prepare_approved_vals": {},
    f"{SALES}sale_home_contract_books:SaleHomeContract._post_schedule": (
        lambda contracts, day: contracts.env["account.move"]
    ),
    f"{SALES}sale_home_contract_books:SaleHomeContract._recognise_revenue": (
        lambda contracts, day: contracts.env["account.move"]
    ),
    f"{SALES}sale_home_demand:SaleHomeDemand._prepare": 0,
    f"{SALES}sale_home_subscription_deposit:SaleHomeSubscription._post_deposits": (
        lambda subscriptions: subscriptions.env["account.move"]
    ),
    "sales_aftercare.tools.area_difference:work_out": (
        lambda *args, **options: _settle_nothing()
    ),
}


def _settle_nothing():
    """No difference, whatever was sold and measured."""
    from odoo.addons.sales_aftercare.tools.area_difference import Difference

    return Difference(Decimal(0))


class NoReasons(dict):
    """No reason, whichever record is asked about; also as an empty list."""

    def __missing__(self, key):
        return []

    def get(self, key, default=None):
        return []


def leave_empty(name):
    """A compute method that gives every field it serves its empty value."""

    def compute(records):
        for field in records._fields.values():
            if field.compute == name:
                for record in records:
                    record[field.name] = False

    return compute


def get_neutral(name):
    """The value or callable that stands for the rule ``name`` switched off."""
    if name in NEUTRAL:
        return NEUTRAL[name]
    method = name.rpartition(":")[2].rpartition(".")[2]
    if method.startswith("_compute_"):
        return leave_empty(method)
    if method.startswith("_get_") and method.endswith("_reasons"):
        return NoReasons()
    return None

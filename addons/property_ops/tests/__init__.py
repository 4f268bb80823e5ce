from . import test_clause_data
from . import test_shares
from . import test_property_unit
from . import test_duty_plan
from . import test_money_cases
from . import test_fee_rules
from . import test_billing_run

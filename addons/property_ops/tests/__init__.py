from . import test_clause_data
from . import test_shares
from . import test_property_unit
from . import test_duty_plan

from . import test_clause_data
from . import test_duty_plan

from . import test_clause_data
from . import test_duty_plan
from . import test_sale_home_contract
from . import test_sale_home_subscription
from . import test_steps
from . import test_resident_id
from . import test_customer_profile

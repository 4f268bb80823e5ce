from . import policy_holiday_load
from . import policy_holiday_load_line

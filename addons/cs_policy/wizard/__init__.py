from . import policy_holiday_load
from . import policy_holiday_load_line
from . import shift_attendance_correct
from . import shift_reason
from . import shift_roster_generate

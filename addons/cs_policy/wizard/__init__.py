from . import policy_holiday_load
from . import policy_holiday_load_line
from . import shift_attendance_correct
from . import shift_reason
from . import shift_roster_generate
from . import shift_replacement
from . import shift_replacement_candidate
from . import policy_approval_refuse

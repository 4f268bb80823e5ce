from . import policy_report_xlsx
from . import shift_roster_xlsx
from . import shift_hours_xlsx
from . import policy_compliance_xlsx

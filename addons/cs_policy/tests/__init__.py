from . import test_clause_data
from . import test_parameter
from . import test_shift_reassign
from . import test_shift_duty_manager
from . import test_calendar
from . import test_roster_layout
from . import test_shift_import

from . import shift_roster_xlsx

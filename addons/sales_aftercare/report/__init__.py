from . import sale_home_ledger_xlsx
from . import sale_home_ledger_template_xlsx
from . import service_visit_summary_xlsx

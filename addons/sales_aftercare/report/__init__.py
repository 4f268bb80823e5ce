from . import service_visit_summary_xlsx

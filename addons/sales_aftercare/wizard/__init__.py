from . import sale_home_may
from . import sale_home_may_line
from . import sale_home_schedule
from . import sale_home_payment
from . import sale_home_behalf
from . import area_survey_load
from . import area_survey_correct
from . import refund_request_pay

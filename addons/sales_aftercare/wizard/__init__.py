from . import sale_home_may
from . import sale_home_may_line

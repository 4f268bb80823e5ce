from . import property_tenure_change
from . import property_tenure_change_line

from . import property_tenure_change
from . import property_tenure_change_line
from . import property_receipt_void

from . import property_tenure_change
from . import property_tenure_change_line
from . import property_receipt_void
from . import property_desk_payment
from . import property_desk_payment_line

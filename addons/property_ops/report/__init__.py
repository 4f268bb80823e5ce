from . import property_payment_list_xlsx

from . import property_payment_list_xlsx
from . import property_receipt_document
from . import property_cash_sheet_xlsx
from . import property_collection_xlsx
from . import property_ledger_xlsx
from . import property_ledger_template_xlsx
from . import property_bank_collection_xlsx

from . import opt_out
from . import my_contracts
from . import helpdesk_ticket
from . import my_homes
from . import my_papers

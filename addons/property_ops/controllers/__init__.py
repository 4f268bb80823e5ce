from . import helpdesk_ticket
from . import my_homes
from . import my_homes_payment
from . import my_readings
from . import my_homes_dunning
from . import my_homes_papers

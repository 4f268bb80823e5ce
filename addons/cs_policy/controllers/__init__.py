from . import shift_swap
from . import helpdesk_ticket
from . import helpdesk_ticket_page
from . import my_roster
from . import shift_desk
from . import shift_desk_policy

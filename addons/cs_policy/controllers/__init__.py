from . import shift_swap

from . import test_parameter

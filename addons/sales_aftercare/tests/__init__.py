from . import test_clause_data

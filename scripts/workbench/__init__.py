"""The workbench behind ``./guanjia``: gets everything, serves it, tests it.

Standard library only: it runs before anything is installed. What is fetched or
made lives in one state directory (``.guanjia``), and each piece is made aside and
renamed into place, so that an interrupted run is picked up by the next one.
"""

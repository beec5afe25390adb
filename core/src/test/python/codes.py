"""Prints which of the codes, given as SCHEME:VALUE, pydicom's dictionary of PS3.16 lacks.

    python3 codes.py SCT:84360004 DCM:111355 ...
"""
import sys

from pydicom.sr._concepts_dict import concepts

known = {(scheme, value) for scheme, names in concepts.items() for codes in names.values() for value in codes}
for code in sys.argv[1:]:
    if tuple(code.split(":", 1)) not in known:
        print(code)

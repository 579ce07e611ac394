"""Decisions of the import. Pure: no Django, clock, files or ids."""

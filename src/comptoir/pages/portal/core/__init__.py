"""Decisions of the buyer's room. Pure."""

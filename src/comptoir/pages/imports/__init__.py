"""Imports of sales history: map columns → check → preview → commit."""

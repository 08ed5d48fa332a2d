"""Regrades of whole assignments, at the lowest priority of the lanes that grade."""

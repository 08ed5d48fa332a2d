"""Requests to addresses that people have entered: to public ones, without redirects, limited in size and time."""

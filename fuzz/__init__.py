"""Feeds hostile bytes to everything that reads them on the trusted side. `make fuzz`; what it finds becomes a test."""

"""Fuzzes everything on the trusted side that reads untrusted bytes (`make fuzz`). Each finding becomes a test."""

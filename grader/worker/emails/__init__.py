"""Sends the emails of the outbox."""

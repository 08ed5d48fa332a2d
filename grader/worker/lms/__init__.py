"""Exchanges scores and members with learning management systems, beside the webhooks."""

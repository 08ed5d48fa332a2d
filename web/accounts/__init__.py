"""Signing in and out, accounts, joining a course."""

"""For administrators: lanes, workers, failures, pauses, connections, the audit log of the service."""

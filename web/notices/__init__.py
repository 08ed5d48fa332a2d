"""What a person is told: the list of notices, and the links that emails hold."""

"""For whoever runs the service: is it alive, is it ready, how much is there to do."""

"""Sources of the page's script, and the builder that bundles them."""

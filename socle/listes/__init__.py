"""Lists: strict filters, counted facets, pages, and the same rows as files."""

"""The register: its list, the record of a scheme, filters, columns, sentences, the date asked."""

"""The register: schemes, their perimeter and life, who is asked to bring them up to date."""

"""« Comprendre »: explainers, comparison, timeline, glossary, where to begin."""

"""From an editor’s text to a page: figures by their key, acronyms opened, sentences measured."""

"""The reference of a notice, given to the programs that read unAPI, Zotero first."""

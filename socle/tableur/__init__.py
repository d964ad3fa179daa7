"""A list leaves the admin as a table, is corrected in a spreadsheet, and comes back as a diff."""

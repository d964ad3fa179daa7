"""The pages of the site as a whole: home, search, changes, reports, legal pages, errors."""

"""The update round: links, answers, review, mail."""

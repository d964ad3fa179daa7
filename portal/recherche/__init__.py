"""The one search box: what is asked, where it leads, and what is proposed while one types."""

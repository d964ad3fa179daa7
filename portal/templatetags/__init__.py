"""What the templates of the portal may call."""

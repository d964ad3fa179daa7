"""What the templates of the bibliography may call."""

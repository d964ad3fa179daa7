"""What every template may call."""

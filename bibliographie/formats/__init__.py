"""The catalogue in the formats of others. Each writer takes References, lazily."""

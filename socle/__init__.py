"""The ground floor: what every app uses, and which knows none of them."""

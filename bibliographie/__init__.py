"""The bibliography: notices, sélections, their files in and out, the link robot."""

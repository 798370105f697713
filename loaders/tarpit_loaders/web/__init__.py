"""Get what is on the web: politely, within bounds, and from public addresses alone."""

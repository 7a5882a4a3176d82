"""Stand-ins of people and national services, for demonstrations and tests only; no product floor imports it."""

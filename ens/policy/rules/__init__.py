"""One law per file, its article on top; each `judge` permits, forbids or stays silent."""

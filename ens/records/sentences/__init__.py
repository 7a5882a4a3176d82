"""What the page of a document says of others: who can see it and why, who opened it, what changed. Pure; French."""

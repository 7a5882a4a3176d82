"""The first page of a notebook: what is new, what waits, who came in. It composes rooms and owns nothing."""

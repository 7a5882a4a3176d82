"""May X do Y to Z, and why: pure functions over facts. Deny by default; any forbid wins."""

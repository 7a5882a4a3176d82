"""PostgreSQL as the house uses it: prepared statements, the two roles and their grants, the embedded server."""

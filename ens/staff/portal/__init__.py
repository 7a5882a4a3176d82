"""The pages of agents and operators: counts, demands, and never anything of anybody's notebook."""

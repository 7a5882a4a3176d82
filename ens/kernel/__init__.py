"""The pure floor: identifiers, ids, actors, actions, errors and the clock. No database, no framework."""

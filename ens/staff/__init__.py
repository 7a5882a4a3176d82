"""Support agents and operators: accounts made by command, two factors, four eyes for dangerous acts; no health data."""

"""The same law written a second time, in another language, from the texts alone: what two agree on is seldom wrong."""

"""The house's settings with the bare addresses in place of its own."""

from ens.config.settings import *  # noqa: F403  every setting of the house

ROOT_URLCONF = "bench.bare"

"""`ens COMMAND`: one file per command in `commands/`, each with `add(parser)` and `run(arguments)`."""

import argparse
import importlib
import os
import pkgutil
import sys
from types import ModuleType

from ens.config import commands
from ens.config.environment import BadSetting
from ens.config.leash import follow_parent
from ens.postgres.binaries import EmbeddedError
from ens.postgres.url import BadAddress
from ens.vault.opening import KeysShut


def main(arguments: list[str] | None = None) -> int:
    """Run one command; what an operator can mend is one line, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ens.config.settings")
    follow_parent()
    parser = argparse.ArgumentParser(prog="ens", description="Espace numérique de santé")
    choices = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    modules = _load((sys.argv[1:] if arguments is None else arguments)[:1])
    for name, module in modules.items():
        text = (module.__doc__ or "").partition("\n")[0]
        module.add(choices.add_parser(name, help=text, description=text))
    chosen = parser.parse_args(arguments)
    try:
        return int(modules[chosen.command].run(chosen) or 0)
    except (BadAddress, BadSetting, EmbeddedError, KeysShut) as error:
        sys.stderr.write(f"ens: {error}\n")
        return 2


def _load(wanted: list[str]) -> dict[str, ModuleType]:
    """Load the command that was asked for, or all of them for the help and for an unknown one."""
    names = {found.name.replace("_", "-"): found.name for found in pkgutil.iter_modules(commands.__path__)}
    chosen = [name for name in wanted if name in names] or sorted(names)
    return {name: importlib.import_module(f"{commands.__name__}.{names[name]}") for name in chosen}


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.policy.oracle [--seed 1] [--cases 1000]`: compares both laws, and prints what came of it."""

import argparse
import sys

from tests.policy.oracle.compare import REASONS, compare


def main() -> int:
    """Compare, and print a table; 1 when the laws differ anywhere."""
    parser = argparse.ArgumentParser(prog="python -m tests.policy.oracle", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=1_000, help="situations of every reason (%(default)s)")
    options = parser.parse_args()
    result = compare(options.seed, options.cases)
    print("| reason | situations |\n|---|---|")
    for reason in sorted(REASONS):
        print(f"| `{reason}` | {result.counted[reason]:,} |")
    print(f"\n{result.compared:,} situations, seed {options.seed}: {len(result.different)} decided otherwise")
    for each in result.different[:3]:
        print(each)
    return 1 if result.different else 0


if __name__ == "__main__":
    sys.exit(main())

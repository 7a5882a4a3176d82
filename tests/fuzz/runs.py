"""Playing the stateful test: so many runs from one seed, with nothing remembered between two of them."""

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.machine import Life
from tests.fuzz.play import errors


def play(number: int, runs: int, steps: int, *, shrinks: bool = False) -> None:
    """Play so many runs of so many steps, drawn from this seed; raises the error of the first that fails.

    Making a failing run short repeats it in the same database: an audit that once fails there goes on failing.
    """
    told = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink) if shrinks else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    errors.clear()
    try:
        run_state_machine_as_test(seed(number)(type("Life", (Life,), {})), settings=told)
    except BaseException as error:
        if errors:
            error.add_note(errors[0])
        raise

"""Who may open a page of the staff: somebody signed in who still works here, in the right role."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ens.kernel.actors import ActorKind
from ens.kernel.errors import NotFound, Unauthenticated
from ens.registry.sessions import Session
from ens.staff.members import Member, Role, find_member
from ens.web.page import OpenView, session_page

StaffView = Callable[Concatenate[HttpRequest, Member, ...], HttpResponseBase]


def staff_page(role: Role | None, *methods: str) -> Callable[[StaffView], OpenView]:
    """Guard a view for one role, or for both; the other role finds nothing there."""

    def guard(view: StaffView) -> OpenView:
        @session_page(ActorKind.SUPPORT, *methods)
        @wraps(view)
        def seen(request: HttpRequest, session: Session, /, **arguments: Any) -> HttpResponseBase:  # noqa: ANN401  the address's parts
            member = find_member(session.number)
            if member is None:
                raise Unauthenticated
            if role is not None and member.role is not role:
                raise NotFound
            return view(request, member, **arguments)

        return seen

    return guard

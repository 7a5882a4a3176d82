"""The page that invites a minor's other representative, by her traits."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from ens.confidence import caring, representing
from ens.confidence.invitations import Invitation, Traits
from ens.credentials.rules.contacts import LONGEST_EMAIL
from ens.enrolment.rules import read_birth_date, read_number
from ens.kernel.errors import Conflict, Invalid
from ens.registry.find import plain_letters
from ens.web import dates
from ens.web.caller import Caller
from ens.web.elsewhere import SeeOther
from ens.web.page import page
from ens.web.render import render

LONGEST = 80
BIRTH = ("naissance-jour", "naissance-mois", "naissance-annee")
FIELDS = ("nom", "prenom", *BIRTH, "numero")


@page("GET", "POST")
def invite(caller: Caller) -> HttpResponseBase:
    """Ask who the other representative is, and send the invitation."""
    representing.check_inviter(caller.visit, caller.space)
    form = {name: caller.request.POST.get(name, "")[:LONGEST].strip() for name in FIELDS}
    form["joindre"] = caller.request.POST.get("joindre", "")[:LONGEST_EMAIL].strip()
    faults: dict[str, str] = {}
    if caller.request.method == "POST":
        faults, said = _read(form)
        try:
            if not faults:
                representing.invite(caller.visit, caller.space, said)
                return SeeOther(f"{reverse('helpers', kwargs={'patient': caller.profile.patient})}?fait=envoyee")
        except Conflict as error:
            faults = {"nom": error.detail}
    status = 422 if faults else 200
    shown = {"form": form, "faults": faults, "summary": list(faults.items())}
    return render(caller, "confidence/inviter_representant.html", status=status, **shown)


def _read(form: dict[str, str]) -> tuple[dict[str, str], Invitation]:
    number, wrong_number = read_number(form["numero"])
    born, wrong_birth = read_birth_date((form[BIRTH[0]], form[BIRTH[1]], form[BIRTH[2]]), dates.today())
    names = plain_letters(form["nom"]), plain_letters(form["prenom"])
    faults = {
        "nom": "" if names[0] else "Écrivez son nom de naissance.",
        "prenom": "" if names[1] else "Écrivez son premier prénom.",
        "naissance-jour": wrong_birth,
        "numero": wrong_number,
        "joindre": "",
    }
    reach = ""
    try:
        reach = caring.read_reach(form["joindre"])
    except Invalid as error:
        faults["joindre"] = error.detail
    said = Invitation(f"{form['prenom']} {form['nom']}".title(), reach, 0, Traits(*names, born, number))
    return {name: fault for name, fault in faults.items() if fault}, said

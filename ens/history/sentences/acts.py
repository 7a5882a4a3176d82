"""Every act as a verb: what was done, what was wanted when it was refused, and what did not happen then."""

from typing import Final, NamedTuple

from ens.kernel.actions import Action


class Verb(NamedTuple):
    """The past participle with its object, the infinitive with the same, and what a refusal kept from happening.

    `{documents}` stands for titles or a number of documents, `{des_documents}` for the same behind « de »; the other
    words are those of `Notebook.words`.
    """

    done: str
    wanted: str
    nothing: str


_UNREAD: Final = "Rien n’a été lu."
_UNCHANGED: Final = "Rien n’a changé."
_UNSHOWN: Final = "Rien n’a été montré."

VERBS: Final = {
    Action.RECORDS_ITEM_READ: Verb("lu {documents}", "lire {documents}", _UNREAD),
    Action.RECORDS_ITEM_HISTORY: Verb(
        "regardé les versions {des_documents}", "regarder les versions {des_documents}", _UNREAD
    ),
    Action.RECORDS_ITEM_LIST: Verb("parcouru {liste}", "parcourir {liste}", _UNREAD),
    Action.RECORDS_ITEM_CREATE: Verb("déposé {documents}", "déposer un document", "Rien n’a été déposé."),
    Action.RECORDS_ITEM_UPDATE: Verb("modifié {documents}", "modifier {documents}", _UNCHANGED),
    Action.RECORDS_ITEM_DELETE: Verb("supprimé {documents}", "supprimer {documents}", "Rien n’a été supprimé."),
    Action.RECORDS_ITEM_MASK: Verb("changé qui voit {documents}", "changer qui voit {documents}", _UNCHANGED),
    Action.RECORDS_ITEM_ANNOUNCE: Verb("annoncé {documents}", "annoncer {documents}", _UNCHANGED),
    Action.REGISTRY_PERSON_READ: Verb("lu {identite}", "lire {identite}", _UNREAD),
    Action.REGISTRY_PERSON_FIND: Verb("cherché {carnet}", "trouver {carnet}", _UNSHOWN),
    Action.SHARING_AUTHORISATION_ASK: Verb(
        "demandé un accès {au_carnet}", "demander un accès {au_carnet}", "Rien n’a été demandé."
    ),
    Action.SHARING_AUTHORISATION_GIVE: Verb(
        "donné un accès {au_carnet}", "donner un accès {au_carnet}", "Aucun accès n’a été donné."
    ),
    Action.SHARING_AUTHORISATION_WITHDRAW: Verb(
        "retiré un accès {au_carnet}", "retirer un accès {au_carnet}", _UNCHANGED
    ),
    Action.SHARING_BLOCK_SET: Verb("bloqué un accès {au_carnet}", "bloquer un accès {au_carnet}", _UNCHANGED),
    Action.SHARING_BLOCK_LIFT: Verb(
        "levé le blocage d’un accès {au_carnet}", "lever le blocage d’un accès {au_carnet}", _UNCHANGED
    ),
    Action.SHARING_CARE_GIVE: Verb("choisi un aidant pour {carnet}", "choisir un aidant pour {carnet}", _UNCHANGED),
    Action.SHARING_CARE_INVITE: Verb("invité un aidant dans {carnet}", "inviter un aidant dans {carnet}", _UNCHANGED),
    Action.SHARING_CARE_REFUSE: Verb(
        "noté qu’un proche a refusé d’aider dans {carnet}", "noter un refus d’aider dans {carnet}", _UNCHANGED
    ),
    Action.SHARING_CARE_WITHDRAW: Verb(
        "mis fin à l’aide d’un proche dans {carnet}", "mettre fin à l’aide d’un proche dans {carnet}", _UNCHANGED
    ),
    Action.SHARING_ENTRUSTMENT_DECLARE: Verb(
        "inscrit la décision d’un juge qui confie un enfant dans {carnet}",
        "inscrire une décision de justice dans {carnet}",
        _UNCHANGED,
    ),
    Action.SHARING_ENTRUSTMENT_WITHDRAW: Verb(
        "retiré la décision d’un juge qui confiait un enfant {du_carnet}",
        "retirer une décision de justice {du_carnet}",
        _UNCHANGED,
    ),
    Action.SHARING_GUARDIANSHIP_DECLARE: Verb(
        "inscrit une mesure de protection dans {carnet}", "inscrire une mesure de protection dans {carnet}", _UNCHANGED
    ),
    Action.SHARING_GUARDIANSHIP_WITHDRAW: Verb(
        "retiré une mesure de protection {du_carnet}", "retirer une mesure de protection {du_carnet}", _UNCHANGED
    ),
    Action.SHARING_CHOICE_SET: Verb("choisi les réglages {du_carnet}", "choisir les réglages {du_carnet}", _UNCHANGED),
    Action.SHARING_REPRESENTATION_DECLARE: Verb(
        "inscrit un lien de représentation légale dans {carnet}",
        "inscrire un lien de représentation légale dans {carnet}",
        _UNCHANGED,
    ),
    Action.SHARING_REPRESENTATION_INVITE: Verb(
        "invité un représentant légal dans {carnet}", "inviter un représentant légal dans {carnet}", _UNCHANGED
    ),
    Action.SHARING_REPRESENTATION_REFUSE: Verb(
        "noté qu’une invitation à représenter dans {carnet} a été refusée",
        "noter le refus d’une invitation dans {carnet}",
        _UNCHANGED,
    ),
    Action.SHARING_REPRESENTATION_WITHDRAW: Verb(
        "retiré un lien de représentation légale {du_carnet}",
        "retirer un lien de représentation légale {du_carnet}",
        _UNCHANGED,
    ),
    Action.SHARING_SHARE_GIVE: Verb("partagé {documents} pour un temps", "partager {documents}", _UNCHANGED),
    Action.SHARING_SHARE_OPEN: Verb("ouvert un partage {des_documents}", "ouvrir un partage {des_documents}", _UNREAD),
    Action.SHARING_SHARE_WITHDRAW: Verb(
        "arrêté un partage {des_documents}", "arrêter un partage {des_documents}", _UNCHANGED
    ),
    Action.LIFECYCLE_DEATH_DECLARE: Verb(
        "inscrit ou retiré un décès dans {carnet}", "inscrire un décès dans {carnet}", _UNCHANGED
    ),
    Action.LIFECYCLE_SPACE_CREATE: Verb("créé {carnet}", "créer {carnet}", _UNCHANGED),
    Action.LIFECYCLE_SPACE_ACTIVATE: Verb("ouvert {carnet}", "ouvrir {carnet}", _UNCHANGED),
    Action.LIFECYCLE_SPACE_OPPOSE: Verb(
        "refusé {carnet} avant son ouverture", "refuser {carnet} avant son ouverture", _UNCHANGED
    ),
    Action.LIFECYCLE_SPACE_CLOSE: Verb("fermé {carnet}", "fermer {carnet}", _UNCHANGED),
    Action.LIFECYCLE_SPACE_ERASE: Verb("effacé {carnet}", "effacer {carnet}", "Rien n’a été effacé."),
    Action.LIFECYCLE_SPACE_ROTATE: Verb(
        "changé la clé qui protège {carnet}", "changer la clé qui protège {carnet}", _UNCHANGED
    ),
    Action.DIRECTORY_RESOURCE_READ: Verb("consulté l’annuaire public", "consulter l’annuaire public", _UNSHOWN),
    Action.DIRECTORY_RESOURCE_ADD: Verb("complété l’annuaire public", "compléter l’annuaire public", _UNCHANGED),
    Action.HISTORY_ENTRY_LIST: Verb("regardé qui est venu", "regarder qui est venu", _UNSHOWN),
    Action.HISTORY_ENTRY_READ: Verb("regardé un passage de près", "regarder un passage de près", _UNSHOWN),
    Action.HISTORY_ENTRY_PROVE: Verb("demandé la preuve d’un passage", "demander la preuve d’un passage", _UNSHOWN),
    Action.HISTORY_ENTRY_REPORT: Verb("signalé un passage", "signaler un passage", "Rien n’a été signalé."),
    Action.ACCOUNTS_SESSION_OPEN: Verb("ouvert une session", "se connecter", "Personne n’est entré."),
    Action.ACCOUNTS_SESSION_END: Verb("fermé une session", "fermer une session", _UNCHANGED),
    Action.ACCOUNTS_TERMS_ACCEPT: Verb(
        "accepté les conditions d’utilisation", "accepter les conditions d’utilisation", _UNCHANGED
    ),
    Action.ACCOUNTS_CREDENTIAL_ADD: Verb("ajouté un moyen de connexion", "ajouter un moyen de connexion", _UNCHANGED),
    Action.ACCOUNTS_CREDENTIAL_REMOVE: Verb(
        "retiré un moyen de connexion", "retirer un moyen de connexion", _UNCHANGED
    ),
    Action.ACCOUNTS_CONTACT_CHANGE: Verb("changé une coordonnée", "changer une coordonnée", _UNCHANGED),
    Action.OAUTH_GRANT_GIVE: Verb("autorisé une application", "autoriser une application", _UNCHANGED),
    Action.OAUTH_GRANT_REFUSE: Verb("refusé une application", "refuser une application", _UNCHANGED),
    Action.OAUTH_GRANT_WITHDRAW: Verb(
        "retiré l’accès à une application", "retirer l’accès à une application", _UNCHANGED
    ),
    Action.STAFF_ACT_ASK: Verb("demandé un acte rare", "demander un acte rare", _UNCHANGED),
    Action.STAFF_ACT_APPROVE: Verb("approuvé un acte rare", "approuver un acte rare", _UNCHANGED),
    Action.STAFF_ACT_WITHDRAW: Verb("retiré la demande d’un acte rare", "retirer cette demande", _UNCHANGED),
    Action.STAFF_ACT_USE: Verb("fait un acte rare", "faire un acte rare", "Rien n’a été fait."),
    Action.STAFF_MEMBER_ADD: Verb("inscrit un agent", "inscrire un agent", _UNCHANGED),
    Action.STAFF_MEMBER_DISABLE: Verb("retiré un agent", "retirer un agent", _UNCHANGED),
}  # in the order in which one sentence tells several
_ASK: Final = Action.SHARING_AUTHORISATION_ASK
DETAILED: Final[
    dict[tuple[str, str], Verb]
] = {  # what some acts are more closely, by the detail that their entries keep
    (_ASK, "code"): Verb(
        "ouvert un accès {au_carnet} avec le code montré pour cela",
        "ouvrir un accès {au_carnet} avec le code montré pour cela",
        "Aucun accès n’a été ouvert.",
    ),
    (_ASK, "spoken"): Verb(
        "ouvert un accès d’un jour à {carnet} en disant avoir un accord donné de vive voix",
        "ouvrir un accès d’un jour à {carnet} en disant avoir un accord donné de vive voix",
        "Aucun accès n’a été ouvert.",
    ),
    (_ASK, "treating"): Verb(
        "demandé à être le médecin traitant dans {carnet}",
        "demander à être le médecin traitant dans {carnet}",
        "Rien n’a été demandé.",
    ),
}
ORDER: Final = {str(action): place for place, action in enumerate(VERBS)}
# Looking for the person and reading her name come with every visit: they are told when nothing else is.
ACCOMPANYING: Final = frozenset({Action.REGISTRY_PERSON_READ, Action.REGISTRY_PERSON_FIND})

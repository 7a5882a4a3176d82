"""Groups of acts that several laws speak of."""

from typing import Final

from ens.kernel.actions import Action

READING: Final = frozenset({Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_LIST, Action.RECORDS_ITEM_HISTORY})
FINDING: Final = frozenset({Action.REGISTRY_PERSON_FIND, Action.REGISTRY_PERSON_READ})
CHANGING: Final = frozenset({Action.RECORDS_ITEM_UPDATE, Action.RECORDS_ITEM_DELETE})
HISTORY: Final = frozenset(
    {
        Action.HISTORY_ENTRY_LIST,
        Action.HISTORY_ENTRY_PROVE,
        Action.HISTORY_ENTRY_READ,
        Action.HISTORY_ENTRY_REPORT,
    }
)
RULING: Final = frozenset(
    {
        Action.LIFECYCLE_SPACE_CLOSE,
        Action.LIFECYCLE_SPACE_ERASE,
        Action.OAUTH_GRANT_GIVE,
        Action.OAUTH_GRANT_WITHDRAW,
        Action.SHARING_AUTHORISATION_GIVE,
        Action.SHARING_AUTHORISATION_WITHDRAW,
        Action.SHARING_BLOCK_LIFT,
        Action.SHARING_BLOCK_SET,
        Action.SHARING_CARE_GIVE,
        Action.SHARING_CARE_WITHDRAW,
        Action.SHARING_CHOICE_SET,
        Action.SHARING_SHARE_GIVE,
        Action.SHARING_SHARE_WITHDRAW,
    }
)

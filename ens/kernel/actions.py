"""Everything that can be asked of a space, as one alphabetical list."""

from enum import StrEnum


class Action(StrEnum):
    """One act on a space, named `room:thing:verb`; the text is what the journal keeps."""

    DIRECTORY_RESOURCE_ADD = "directory:resource:add"
    DIRECTORY_RESOURCE_READ = "directory:resource:read"
    HISTORY_ENTRY_LIST = "history:entry:list"
    HISTORY_ENTRY_PROVE = "history:entry:prove"
    HISTORY_ENTRY_READ = "history:entry:read"
    LIFECYCLE_SPACE_CLOSE = "lifecycle:space:close"
    LIFECYCLE_SPACE_CREATE = "lifecycle:space:create"
    LIFECYCLE_SPACE_ERASE = "lifecycle:space:erase"
    LIFECYCLE_SPACE_ROTATE = "lifecycle:space:rotate"
    RECORDS_ITEM_CREATE = "records:item:create"
    RECORDS_ITEM_DELETE = "records:item:delete"
    RECORDS_ITEM_HISTORY = "records:item:history"
    RECORDS_ITEM_LIST = "records:item:list"
    RECORDS_ITEM_READ = "records:item:read"
    RECORDS_ITEM_UPDATE = "records:item:update"
    REGISTRY_PERSON_FIND = "registry:person:find"
    REGISTRY_PERSON_READ = "registry:person:read"
    SHARING_AUTHORISATION_GIVE = "sharing:authorisation:give"
    SHARING_AUTHORISATION_WITHDRAW = "sharing:authorisation:withdraw"
    SHARING_BLOCK_LIFT = "sharing:block:lift"
    SHARING_BLOCK_SET = "sharing:block:set"
    SHARING_REPRESENTATION_DECLARE = "sharing:representation:declare"
    SHARING_REPRESENTATION_WITHDRAW = "sharing:representation:withdraw"

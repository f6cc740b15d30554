"""SQLAlchemy rows: columns, keys, constraints; no decisions. Importing this loads all tables."""

from app.models.automation import Exemption, SavedFilter, Task, TaskOverlap
from app.models.changes import ActivityDays, ChangeSpan
from app.models.directory import (
    App,
    AppAccess,
    AppActivity,
    Directory,
    DirectoryGroup,
    DirectoryMembership,
    DirectoryUser,
    GoneThing,
    GroupGrant,
    GroupMember,
)
from app.models.history import AppSnapshot
from app.models.mapping import Base
from app.models.notifications import MailRecipient, Notification, NotificationChannel, NotificationTry
from app.models.processes import Process
from app.models.runs import Operation, Run
from app.models.seals import LogSeal, SealKey
from app.models.sets import DirectoryChange, DirectoryMoments, DirectorySet
from app.models.syncs import Sync, SyncPage, SyncWalk
from app.models.tenants import (
    AccessCheck,
    AuditEntry,
    BlackoutEntry,
    Installation,
    OrganizationCredential,
    ProtectedEntry,
    RestoredUser,
    Tenant,
    Tombstone,
    UsedInstallToken,
)
from app.models.turns import Turn

__all__ = [
    "AccessCheck",
    "ActivityDays",
    "App",
    "AppAccess",
    "AppActivity",
    "AppSnapshot",
    "AuditEntry",
    "Base",
    "BlackoutEntry",
    "ChangeSpan",
    "Directory",
    "DirectoryChange",
    "DirectoryGroup",
    "DirectoryMembership",
    "DirectoryMoments",
    "DirectorySet",
    "DirectoryUser",
    "Exemption",
    "GoneThing",
    "GroupGrant",
    "GroupMember",
    "Installation",
    "LogSeal",
    "MailRecipient",
    "Notification",
    "NotificationChannel",
    "NotificationTry",
    "Operation",
    "OrganizationCredential",
    "Process",
    "ProtectedEntry",
    "RestoredUser",
    "Run",
    "SavedFilter",
    "SealKey",
    "Sync",
    "SyncPage",
    "SyncWalk",
    "Task",
    "TaskOverlap",
    "Tenant",
    "Tombstone",
    "Turn",
    "UsedInstallToken",
]

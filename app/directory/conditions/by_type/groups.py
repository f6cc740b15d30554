"""The condition `groups` as SQL and as bitmaps; twins of `app.domain.filters.conditions.groups`."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.directory.conditions.memberships import Membership, is_there
from app.directory.conditions.predicates import Predicate, Scope, SqlRuling, is_one_of
from app.directory.sets.set_scope import SetRuling, SetScope
from app.domain.filters.conditions.groups import Groups
from app.models import DirectoryGroup, GroupMember


def rule_sql(condition: Groups, scope: Scope) -> SqlRuling:
    """Member of any, all or none of the groups."""

    def lacks(groups: Collection[str]) -> Predicate:
        group = aliased(DirectoryGroup)
        membership = is_there(
            GroupMember,
            GroupMember.tenant_id == scope.tenant_id,
            GroupMember.user_id == scope.user.id,
            GroupMember.group_row_id == group.id,
        )
        chosen = (group.tenant_id == scope.tenant_id, is_one_of(group.group_id, groups))
        return scope.exists(*chosen, sa.not_(membership))

    kind = Membership(lambda groups: scope.exists(*scope.is_member(groups)), lacks, scope.has_groups)
    return kind.rule(condition.match, condition.groups)


def rule_sets(condition: Groups, scope: SetScope) -> SetRuling:
    """In the bitmaps of any, all or none of the groups."""
    return scope.match_members("group", condition.match, condition.groups)

"""The condition `text` as SQL and as bitmaps; twins of `app.domain.filters.conditions.text`."""

import sqlalchemy as sa

from app.directory.conditions.predicates import Scope, SqlRuling, contains_pattern, has_email, if_known, search_text
from app.directory.sets.set_scope import SetRuling, SetScope
from app.domain.filters.conditions.text import Text
from app.domain.words import fold_text


def rule_sql(condition: Text, scope: Scope) -> SqlRuling:
    """Name or email contains the text; whoever has it in neither may have it in what is not known."""
    user = scope.user
    found = search_text(user).like(contains_pattern(fold_text(condition.contains)))
    return if_known(found, sa.and_(user.name != "", has_email(user)))


def rule_sets(condition: Text, scope: SetScope) -> SetRuling:
    """In the bitmaps of the pieces of the text, where name and email are known."""
    told = scope.sets.get("told", "name") & scope.sets.get("told", "email")
    return scope.decide(scope.sets.containing(fold_text(condition.contains)), told)

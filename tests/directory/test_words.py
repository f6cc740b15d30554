"""The database folds words by the same rules as the domain: whoever is found by one is found by the other."""

import unicodedata
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from app.db import Database
from app.domain.words import fold_address, fold_text

_LETTERS = st.text(
    st.characters(exclude_categories=("Cs", "Cn", "Co"), exclude_characters="\x00", max_codepoint=0x2FFFF), max_size=30
)
_ODD = st.text(
    st.sampled_from("éÉe\u0301ßẞøŁİıςΣﬁ①ＡＢａ㎏\u200b\u00a0\u3000\u00ad\ufeff김민준가\u1100\u1161がパŉ ǅ\tﷺ'@."),
    max_size=20,
)
_TEXTS = st.one_of(_LETTERS, _ODD, _ODD.map(lambda text: unicodedata.normalize("NFD", text)))


@pytest.fixture(scope="module")
def database(module_database_url: str) -> Iterator[Database]:
    database = Database(module_database_url)
    yield database
    database.dispose()


@settings(max_examples=150, deadline=None)
@given(st.lists(_TEXTS, min_size=20, max_size=20))
def test_the_database_and_the_domain_fold_alike(database: Database, texts: list[str]) -> None:
    with database.system_session() as session:
        query = sa.text(
            "select t, rollcall_fold_text(t), rollcall_fold_address(t) from unnest(cast(:texts as text[])) t"
        )
        for text, folded, address in session.execute(query, {"texts": texts}):
            assert (ascii(folded), ascii(address)) == (ascii(fold_text(text)), ascii(fold_address(text))), ascii(text)

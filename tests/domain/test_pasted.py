"""What is pasted is read as a person would read it: one entry a person, whatever program it comes from."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.filters import parse_filter
from app.domain.people.pasted import read_entries, spell_address, to_ascii
from app.domain.people.typed_domains import is_under, read_domain, read_ending
from app.domain.words import fold_domain, fold_text


@pytest.mark.parametrize(
    ("pasted", "people"),
    [
        ('Müller, Jörg <joerg@x.example>; "Ann N" <ANN@x.example>', ["joerg@x.example", "ANN@x.example"]),
        ("mailto:bob@x.example", ["bob@x.example"]),
        ("'=cmd@x.example", ["=cmd@x.example"]),
        ("'712020000000000000000e23", ["712020000000000000000e23"]),
        ("@twice@x.example", ["@twice@x.example"]),
        ("712020:7a1c-00aa,Ann,ann@x.example", ["ann@x.example", "712020:7a1c-00aa"]),
        ("an\u200bn@x.example、bob@x.example；cy＠x.example", ["ann@x.example", "bob@x.example", "cy@x.example"]),
        ("ann@x.example\u00a0bob@x.example\tcy@x.example", ["ann@x.example", "bob@x.example", "cy@x.example"]),
        ("ann@x.example; Ann@X.example", ["ann@x.example"]),
        ("‘ann@x.example’.", ["ann@x.example"]),
        ("Anna Nowak", ["Anna Nowak"]),
        ("SMTP:ann@x.example;smtp:bob@x.example", ["ann@x.example", "bob@x.example"]),
        (
            "mailto:ann@x.example,bob@x.example?cc=cy@x.example&subject=Hi",
            ["ann@x.example", "bob@x.example", "cy@x.example"],
        ),
        ("ann@x.example/bob@x.example•cy@x.example", ["ann@x.example", "bob@x.example", "cy@x.example"]),
        ("ann@x.example\\nbob@x.example—cy@x.example", ["ann@x.example", "bob@x.example", "cy@x.example"]),
        ("ann@x.example! bob@x.example? cy@x.example…", ["ann@x.example", "bob@x.example", "cy@x.example"]),
        ("&lt;ann@x.example&gt;, *bob@x.example*", ["ann@x.example", "bob@x.example"]),
        ("o’neil@x.example, r&d@x.example", ["o'neil@x.example", "r&d@x.example"]),
        ("ann﹫x.example email=bob@x.example", ["ann@x.example", "bob@x.example"]),
        ("ann@उदाहरण.भारत", ["ann@उदाहरण.भारत"]),
        ("ann@@x.example bob@x.example@y.example", ["ann@@x.example", "bob@x.example@y.example"]),
        ("https://x.example/people/5b10a2844c20165700ede210?tab=1", ["5b10a2844c20165700ede210"]),
        # names and comments that hold what looks like an address, or a separator
        ('"boss@x.example" <ann@x.example>', ["ann@x.example"]),
        ("'Nowak, Anna @ Sales' <ann@x.example>, „Li; Bob“ <bob@x.example>", ["ann@x.example", "bob@x.example"]),
        ('"ann@x.example","bob@x.example" <bob@x.example>', ["ann@x.example", "bob@x.example"]),
        ("ann@x.example (Ann, Sales); (Bob) bob@x.example", ["ann@x.example", "bob@x.example"]),
        ("ann(work)@x.example bob@(home)x.example", ["ann@x.example", "bob@x.example"]),
        ("Nowak, Anna <ann@x.example>, Li, Bob <bob@x.example", ["ann@x.example", "bob@x.example"]),
        ("'ann@x.example'\n<bob@x.example>", ["ann@x.example", "bob@x.example"]),
        # quoted first parts
        ('"ann.nowak"@x.example', ["ann.nowak@x.example"]),
        ('"Bob" <"ann.nowak"@x.example>', ["ann.nowak@x.example"]),
        ('"ann, nowak"@x.example; bob@x.example', ['"ann, nowak"@x.example', "bob@x.example"]),
        # links, markup and entities
        (
            "mailto:ann%40x.example?cc=bob%2Btag@x.example%2Ccy@x.example",
            ["ann@x.example", "bob+tag@x.example", "cy@x.example"],
        ),
        ("r%d@x.example", ["r%d@x.example"]),
        ("mailto:ann@x.example%00%1Fbob@x.example", ["ann@x.example", "bob@x.example"]),
        ('<a href="mailto:ann@x.example">Ann</a><li>bob@x.example</li>', ["ann@x.example", "bob@x.example"]),
        ("&quot;Ann&quot; &lt;ann@x.example&gt;&#59;bob&#64;x.example&nbsp;", ["ann@x.example", "bob@x.example"]),
        ("[ann@x.example](mailto:ann@x.example)", ["ann@x.example"]),
        ('[{"email":"ann@x.example"},{"email":"bob@x.example"}]', ["ann@x.example", "bob@x.example"]),
        # lists with numbers and bullets
        ("1.ann@x.example 2.bob@x.example 3.cy@x.example", ["ann@x.example", "bob@x.example", "cy@x.example"]),
        ("1.ann@x.example 3.bob@x.example", ["1.ann@x.example", "3.bob@x.example"]),
        ("1) ann@x.example\n2) bob@x.example\n③cy@x.example", ["ann@x.example", "bob@x.example", "cy@x.example"]),
        ("▪ann@x.example\n● bob@x.example\n✔cy@x.example", ["ann@x.example", "bob@x.example", "cy@x.example"]),
        ("'/ann@x.example", ["ann@x.example"]),
        # separators of other scripts, and those that cannot be seen
        ("ann@x.example،bob@x.example؛cy@x.example", ["ann@x.example", "bob@x.example", "cy@x.example"]),
        ("（ann@x.example）【bob@x.example】邮箱：cy@x.example", ["ann@x.example", "bob@x.example", "cy@x.example"]),
        ("ann@x.example·bob@x.example・cy@x.example", ["ann@x.example", "bob@x.example", "cy@x.example"]),
        ("ann@col·legi.example", ["ann@col·legi.example"]),
        ("ann@x.example\u200bbob@x.example\u2028cy@x.example", ["ann@x.example", "bob@x.example", "cy@x.example"]),
        ("\ufeffa\u00adnn\u200d@x.example\u200f \u202abob@x.example\u202c", ["ann@x.example", "bob@x.example"]),
        # spelled out
        ("ann (at) x (dot) example", ["ann@x.example"]),
        ("ann [at] x.example", ["ann@x.example"]),
        ("ann @ x.example", ["ann@x.example"]),
        ("Roe at x.example", ["Roe at x.example"]),
        ("Jane Roe @ x.example", ["Jane Roe @ x.example"]),
        # what stands beside an address in a table
        ("Ann\tann@x.example\t2024-01-01\t+491701234567\tEMP-00012345", ["ann@x.example"]),
        ("2024-01-01", ["2024-01-01"]),
        ("accountId=712020:7a1c00aa-1111-2222-3333-0123456789ab", ["712020:7a1c00aa-1111-2222-3333-0123456789ab"]),
    ],
)
def test_an_entry_is_a_person(pasted: str, people: list[str]) -> None:
    assert read_entries([pasted]) == people


@given(st.from_regex(r"\A[0-9A-Za-z._+'=-]{1,12}@[0-9A-Za-z.-]{1,12}\Z"))
def test_a_bare_address_is_what_is_left_of_one_in_brackets(address: str) -> None:
    assert read_entries([address]) == read_entries([f"Ann <{address}>"])


@given(
    st.lists(
        st.sampled_from(
            [
                *"a1@.,;:/&?-+=<>'\" \n·•’é",
                "\u0301",
                "ann@x.example",
                "mailto:",
                "%40",
                "&#64;",
                "(b)",
                "1.",
                "2.",
                "\u200b",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_what_was_read_is_read_again_as_it_is(pasted: str) -> None:
    """A saved list is read like a pasted one."""
    entries = read_entries([pasted])

    assert read_entries(entries) == entries


WRITTEN = (
    "{}", "<{}>", "Nowak, Anna <{}>", '"Li, Bob (old@z.example)" <{}>', "'{}'", "“{}”", "({})", "（{}）", "mailto:{}",
    "[{}]", "SMTP:{}", "\u2066{}\u2069", '<a href="mailto:{}">Ann</a>', '"{}"', "- {}", "• {}", "{} (Sales)", "to={}",
    "&lt;{}&gt;",
)  # fmt: skip
SEPARATORS = (
    ";",
    ", ",
    "\t",
    "\n",
    " ",
    "\u00a0",
    "\u3000",
    "、",
    "，",
    "；",
    "،",
    "؛",
    "|",
    "•",
    " | ",
    "\r\n",
    " / ",
)
LOCALS = ("ann", "ann.nowak", "ANN+tag", "o'neil", "josé", "김민", "a-b_c", "x1")


@given(
    st.lists(st.tuples(st.sampled_from(LOCALS), st.sampled_from(WRITTEN)), min_size=1, max_size=6),
    st.sampled_from(SEPARATORS),
    st.booleans(),
)
def test_everybody_is_found_whoever_wrote_the_list(
    people: list[tuple[str, str]], separator: str, is_wide: bool
) -> None:
    # Behind nothing but a blank, a bracket belongs to the quoted name before it.
    assume(separator not in (" ", "\u00a0") or not any(form[0] in "'\"“" for _local, form in people))
    addresses = [f"{local}{number}@x{number}.example" for number, (local, _form) in enumerate(people)]
    written = [form.format(one) for one, (_local, form) in zip(addresses, people, strict=True)]
    pasted = separator.join(written)

    assert read_entries([pasted.replace("@", "＠") if is_wide else pasted]) == addresses


def test_the_filter_reads_lines_as_the_page_does() -> None:
    lines = ["Ann\tann@x.example", "'bob@x.example", "BOB@x.example"]
    spec = parse_filter({"version": 1, "root": {"type": "people", "values": lines}})
    assert spec.to_json()["root"] == {"type": "people", "values": ["ann@x.example", "bob@x.example"]}


def test_an_address_is_known_by_both_spellings_of_its_domain() -> None:
    assert spell_address("Max@XN--MLLER-KVA.de") == {"max@müller.de", "max@xn--mller-kva.de"}
    assert spell_address("josé@x.example") != spell_address("jose@x.example")


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("ACME.example", "acme.example"), ("@acme.example", "acme.example"), ("acme.example.", "acme.example"),
        ("XN--Mller-KVA.de", "müller.de"), ("mu\u0308ller.de", "müller.de"), ("ａcme。example", "acme.example"),
        (" \u200bacme.example\u00a0", "acme.example"), ('"acme.example"', "acme.example"),
        ("xn--strae-oqa.de", "straße.de"), ("उदाहरण.भारत", "उदाहरण.भारत"),
        ("xn--p1b6ci4b4b3a.xn--h2brj9c", "उदाहरण.भारत"),
        ("ทดสอบ.ไทย", "ทดสอบ.ไทย"), ("xn--o3cc7d4a7c5b.xn--o3cw4h", "ที่เธอ.ไทย"),
    ],
)  # fmt: skip
def test_a_domain_that_can_be_meant_is_understood(typed: str, domain: str) -> None:
    assert read_domain(typed) == (domain, None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("*.acme.example", "domain_wildcard"), ("acme.*", "domain_wildcard"), ("%.example", "domain_wildcard"),
        ("ann@acme.example", "domain_is_address"), ("https://acme.example", "domain_is_url"),
        ("acme.example/x", "domain_is_url"), ("acme example", "not_a_domain"), ("acme..example", "not_a_domain"),
        (".acme.example", "not_a_domain"), ("acme.example, b.example", "not_a_domain"), ("\u200b", "not_a_domain"),
        ("@", "not_a_domain"), ("acme.example:80", "not_a_domain"), ("-acme.example", "not_a_domain"),
        ("acme.localhost", "not_a_domain"),
        ("acme-.example", "not_a_domain"), ("acme.example-", "not_a_domain"), ("acme.-example", "not_a_domain"),
        ("ac_me.example", "not_a_domain"), ("\u0301a.example", "not_a_domain"), ("acme.example..", "not_a_domain"),
        ("acme.12", "not_a_domain"), ("0x7f.1.2.3", "not_a_domain"),
        ("localhost", "domain_without_dot"), ("@localhost", "domain_without_dot"), ("Acme.", "domain_without_dot"),
        ("user@localhost", "domain_is_address"), ("müller", "domain_without_dot"), ("１２", "domain_without_dot"),
        ("10.0.0.1", "domain_is_number"), ("@[10.0.0.1]", "domain_is_number"), ("127.1", "domain_is_number"),
        ("１０.0.0。1", "domain_is_number"), ("::1", "domain_is_number"), ("[IPv6:2001:DB8::1]", "domain_is_number"),
        ("fe80::1%eth0", "domain_is_number"), ("10.0.0.0/8", "domain_is_number"), ("٣.٤", "domain_is_number"),
        ("a" * 64 + ".example", "domain_too_long"), ("ü" * 60 + "é.example", "domain_too_long"),
        (".".join(["a" * 60] * 4) + ".example.org", "domain_too_long"),
    ],
)  # fmt: skip
def test_a_domain_at_which_nobody_can_be_is_refused_with_the_reason(typed: str, code: str) -> None:
    assert read_domain(typed)[1] == code


@pytest.mark.parametrize(
    ("typed", "code"), [("example", None), ("localhost", "domain_without_dot"), ("-", "not_a_domain")]
)
def test_with_its_subdomains_a_top_level_may_be_meant(typed: str, code: str | None) -> None:
    assert read_domain(typed, with_subdomains=True)[1] == code


def test_a_wildcard_in_front_of_an_ending_is_the_ending() -> None:
    assert read_ending("*.Acme.example") == (".acme.example", None)
    assert read_ending("acme.*")[1] == "domain_wildcard"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("com", None), (".com", None), ("e.com", None), ("-eu.acme.example", None), ("@acme.example", None),
        ("@localhost", "domain_without_dot"), (".-eu.acme.example", "not_a_domain"), ("@-a.example", "not_a_domain"),
        ("acme-", "not_a_domain"), ("a..example", "not_a_domain"), ("..example", "not_a_domain"),
        ("_b.example", "not_a_domain"), (".12", "domain_is_number"), ("0.0.1", "domain_is_number"),
        (".localhost", "not_a_domain"), ("x.invalid", "not_a_domain"), ("acme.12", "not_a_domain"),
        ("." + "a" * 64 + ".example", "domain_too_long"), ("", "not_a_domain"),
    ],
)  # fmt: skip
def test_an_ending_is_judged_as_far_as_it_goes(typed: str, code: str | None) -> None:
    assert read_ending(typed)[1] == code


@given(
    st.lists(st.sampled_from([*"aüé1-_.@*[]:% ", "localhost", "xn--mller-kva", ".com", "٣"]), max_size=9).map("".join)
)
def test_what_is_taken_is_read_again_as_it_is_and_is_what_a_mail_server_would_take(typed: str) -> None:
    for read in (read_domain, read_ending):
        domain, problem = read(typed)
        if problem is None:
            assert read(domain) == (domain, None)
    domain, problem = read_domain(typed)
    if problem is None:
        labels = to_ascii(domain).split(".")
        assert len(labels) > 1
        assert all(re.fullmatch(r"(?i)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", one) for one in labels)
        assert not labels[-1].isdigit()


def test_subdomains_are_protected_when_that_was_chosen() -> None:
    assert is_under("eu.acme.example", {"acme.example", ".acme.example"})
    assert not is_under("eu.acme.example", {"acme.example"})
    assert not is_under("notacme.example", {"acme.example", ".acme.example"})


@pytest.mark.parametrize(
    "pair",
    [
        ("Müller", "Mu\u0308ller"), ("Müller", "muller"), ("김민", "\u1100\u1175\u11b7\u1106\u1175\u11ab"),
        ("Full Wide", "ＦＵＬＬ　Ｗｉｄｅ"), ("Anna B", "Anna\u00a0B"), ("KitZero", "Kit\u200bZero"),
        ("Straße", "STRASSE"),
    ],
)  # fmt: skip
def test_two_spellings_of_a_word_are_one(pair: tuple[str, str]) -> None:
    assert fold_text(pair[0]) == fold_text(pair[1])


@pytest.mark.parametrize("pair", [("が", "か"), ("기", "김"), ("josé.x", "jos.x")])
def test_other_letters_stay_other_letters(pair: tuple[str, str]) -> None:
    assert fold_text(pair[0]) != fold_text(pair[1])


def test_what_is_no_punycode_stays_as_it_was_written() -> None:
    for odd in ("xn--zz", "xn--", "xn--a", "xn--99zzzzz99"):
        assert fold_domain(f"{odd}.example") == f"{odd}.example"

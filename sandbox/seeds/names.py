"""Plausible names of many scripts for seeded people: data and one picking function, nothing else."""

from __future__ import annotations

import random
from typing import NamedTuple


class PersonName(NamedTuple):
    """A display name and the Latin words that its email is made from."""

    display: str
    given_latin: str
    family_latin: str


Pairs = tuple[tuple[str, str], ...]


def _same(words: str) -> Pairs:
    return tuple((word.replace("_", " "), word.replace("_", " ")) for word in words.split())


def _pairs(words: str) -> Pairs:
    return tuple((word.split("=")[0], word.split("=")[1]) for word in words.split())


# Weight, given names, family names, whether the family name comes first.
LOCALES: tuple[tuple[int, Pairs, Pairs, bool], ...] = (
    (
        34,
        _same("Emma Olivia Noah Liam Ava Mia Lucas Henry Grace Chloe Jack Ruby Amelia Oscar Ethan Isla Logan Zoe"),
        _same("Smith Jones Taylor Brown Wilson O'Brien O'Neill D'Angelo Walker Hughes Green Baker Hall McKay Reed"),
        False,
    ),
    (
        12,
        _pairs("Jürgen=Juergen Käthe=Kaethe Björn=Bjoern Anke=Anke Lars=Lars Heike=Heike Uwe=Uwe Sören=Soeren"),
        _pairs("Müller=Mueller Schröder=Schroeder Weiß=Weiss Groß=Gross Köhler=Koehler Jäger=Jaeger Vogt=Vogt"),
        False,
    ),
    (
        9,
        _pairs("José=Jose María=Maria Íñigo=Inigo Lucía=Lucia Andrés=Andres Begoña=Begona Raúl=Raul Inés=Ines"),
        _pairs("Núñez=Nunez García=Garcia Peña=Pena Ibáñez=Ibanez López=Lopez Muñoz=Munoz Ordóñez=Ordonez"),
        False,
    ),
    (
        8,
        _pairs("François=Francois Zoé=Zoe Noël=Noel Chloë=Chloe Hélène=Helene Jérôme=Jerome Maëlle=Maelle"),
        _pairs("Lefèvre=Lefevre D'Aubigné=Daubigne Bénard=Benard Hébert=Hebert Gauthier=Gauthier L'Hôte=Lhote"),
        False,
    ),
    (
        6,
        _pairs("Łukasz=Lukasz Agnieszka=Agnieszka Żaneta=Zaneta Paweł=Pawel Małgorzata=Malgorzata Kuba=Kuba"),
        _pairs("Wójcik=Wojcik Kowalczyk=Kowalczyk Źrebiec=Zrebiec Dąbrowski=Dabrowski Śliwa=Sliwa Gołąb=Golab"),
        False,
    ),
    (
        6,
        _pairs("Иван=Ivan Ольга=Olga Дмитрий=Dmitry Ксения=Ksenia Сергей=Sergey Юлия=Yulia Фёдор=Fyodor"),
        _pairs("Иванов=Ivanov Петрова=Petrova Щербаков=Shcherbakov Жуков=Zhukov Цветаева=Tsvetaeva Ёлкин=Yolkin"),
        False,
    ),
    (
        6,
        _pairs("伟=Wei 芳=Fang 秀英=Xiuying 强=Qiang 静=Jing 明=Ming 婷婷=Tingting 建国=Jianguo"),
        _pairs("王=Wang 李=Li 张=Zhang 刘=Liu 陈=Chen 欧阳=Ouyang 赵=Zhao 周=Zhou"),
        True,
    ),
    (
        5,
        _pairs("さくら=Sakura 健太=Kenta 美咲=Misaki 翔=Sho 陽子=Yoko 大輔=Daisuke 結衣=Yui"),
        _pairs("佐藤=Sato 鈴木=Suzuki 高橋=Takahashi 渡辺=Watanabe 伊藤=Ito 山本=Yamamoto"),
        True,
    ),
    (
        4,
        _pairs("محمد=Mohammed فاطمة=Fatima أحمد=Ahmed ليلى=Layla يوسف=Yusuf عائشة=Aisha خالد=Khalid"),
        _pairs("الحداد=Alhaddad العلي=Alali النجار=Alnajjar المصري=Almasri القاسم=Alqasim حمدان=Hamdan"),
        False,
    ),
    (
        3,
        _pairs("נועה=Noa דוד=David תמר=Tamar יעל=Yael אבי=Avi רונית=Ronit"),
        _pairs("כהן=Cohen לוי=Levi מזרחי=Mizrahi פרץ=Peretz ביטון=Biton"),
        False,
    ),
    (
        4,
        _pairs("आरव=Aarav प्रिया=Priya रोहन=Rohan अनन्या=Ananya विक्रम=Vikram दीपा=Deepa"),
        _pairs("शर्मा=Sharma पटेल=Patel सिंह=Singh गुप्ता=Gupta अय्यर=Iyer"),
        False,
    ),
    (
        3,
        _pairs("민준=Minjun 서연=Seoyeon 지훈=Jihoon 하은=Haeun 도윤=Doyun"),
        _pairs("김=Kim 이=Lee 박=Park 최=Choi 정=Jung"),
        True,
    ),
)
_WEIGHTS = [locale[0] for locale in LOCALES]
EMOJI = ("🚀", "🌻", "☕", "🦊", "🎸", "🏳️‍🌈", "👩🏽‍💻")


def pick_name(rng: random.Random) -> PersonName:
    """Return a name; Latin names are the most common ones."""
    _, given_names, family_names, is_family_first = rng.choices(LOCALES, _WEIGHTS)[0]
    given, given_latin = given_names[int(rng.random() * len(given_names))]
    family, family_latin = family_names[int(rng.random() * len(family_names))]
    display = f"{family}{given}" if is_family_first else f"{given} {family}"
    return PersonName(display, given_latin, family_latin.replace("'", "").replace(" ", ""))


def pick_nickname(rng: random.Random, name: PersonName) -> str:
    """Return a nickname: the name itself, the given name, or one with an emoji."""
    chance = rng.random()
    if chance < 0.6:
        return name.display
    if chance < 0.97:
        return name.given_latin.lower()
    return f"{name.given_latin} {EMOJI[int(rng.random() * len(EMOJI))]}"

import locale

import pytest

from helpers import language
from helpers.language import Text, current_language, set_language

GREETING = Text("Good morning", "早上好")
SYSTEM = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def system_locale(monkeypatch):
    """Forget the chosen language and say what the system's is."""
    monkeypatch.setattr(language, "_chosen", None)

    def choose(native=None, **variables):
        for name in SYSTEM:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(locale, "getlocale", lambda: (native, None))

    choose()
    return choose


def test_the_chosen_language_is_used():
    for chosen, greeting in (("zh", "早上好"), ("en", "Good morning")):
        set_language(chosen)
        assert current_language() == chosen
        assert str(GREETING) == GREETING.get() == f"{GREETING}" == greeting


def test_a_language_may_be_asked_for():
    assert GREETING.get("zh") == "早上好"
    assert GREETING.get("en") == "Good morning"


def test_what_is_not_translated_yet_shows_english():
    assert Text("Only English").get("zh") == "Only English"


@pytest.mark.parametrize("bad", ["fr", "EN", "zh_CN", "", 3, None])
def test_an_unknown_language_is_refused(bad):
    with pytest.raises(ValueError, match=f"^language must be one of en, zh; got {bad!r}$"):
        set_language(bad)
    assert current_language() == "en"


def test_asking_for_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match=r"^language must be one of en, zh; got 'fr'$"):
        GREETING.get("fr")


def test_the_environment_decides_before_the_system(system_locale, monkeypatch):
    system_locale(LANG="en_US.UTF-8")
    monkeypatch.setenv("DESCENT_LANGUAGE", "zh")
    assert current_language() == "zh"
    set_language("en")
    assert current_language() == "en"


def test_an_unknown_language_in_the_environment_is_refused_by_its_name(system_locale, monkeypatch):
    monkeypatch.setenv("DESCENT_LANGUAGE", "klingon")
    with pytest.raises(ValueError, match=r"^DESCENT_LANGUAGE must be one of en, zh; got 'klingon'$"):
        current_language()


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"native": "Chinese (Simplified)_China"}, "zh"),
        ({"native": "zh_CN"}, "zh"),
        ({"native": "English_United States"}, "en"),
        ({"native": "zh_CN", "LANG": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_system_decides_where_nobody_chose(system_locale, system, expected):
    system_locale(**system)
    assert current_language() == expected


def test_places_are_filled_in_both_languages():
    filled = Text("{n} steps at β = {beta:.2g}", "β = {beta:.2g} 时 {n} 步").format(n=3, beta=0.9)
    assert filled == Text("3 steps at β = 0.9", "β = 0.9 时 3 步")


def test_a_text_within_a_text_is_filled_in_its_own_language():
    inner = Text("the {what}", "{what}").format(what=Text("velocity", "速度"))
    assert Text("Look at {it}.", "看{it}。").format(it=inner) == Text("Look at the velocity.", "看速度。")


def test_a_text_within_a_text_falls_back_to_english():
    assert Text("{it} = 0", "{it} 为零").format(it=Text("v")) == Text("v = 0", "v 为零")
    assert Text("{it} = 0").format(it=Text("velocity", "速度")).get("zh") == "velocity = 0"


def test_a_missing_value_is_an_error():
    with pytest.raises(KeyError, match="n"):
        Text("{n} steps").format()


def test_texts_are_values():
    assert {Text("a", "b"): 1}[Text("a", "b")] == 1
    with pytest.raises(AttributeError):
        GREETING.en = "Hi"

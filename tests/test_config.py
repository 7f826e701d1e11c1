from __future__ import annotations

from pathlib import Path

import pytest

from server.config import Config, load, unknown_variables
from server.errors import BadInput
from server.speech_services import SpeechService


def test_flags_come_before_variables_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("port = 1001\nhost = '10.0.0.1'\nwarm = false\n")
    config = load({"port": 1003, "host": None}, {"SOLEUS_PORT": "1002", "SOLEUS_HOST": "10.0.0.2"}, file)
    assert (config.port, config.host, config.warm) == (1003, "10.0.0.2", False)


def test_nothing_set_leaves_the_defaults(tmp_path: Path) -> None:
    config = load({"data": str(tmp_path)}, {})
    assert config == Config(data=tmp_path)
    assert config.database == f"sqlite:///{tmp_path / 'soleus.db'}"


def test_the_file_in_the_data_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "soleus.toml").write_text("cache_limit_mb = 99\n")
    assert load({}, {"SOLEUS_DATA": str(tmp_path)}).cache_limit_mb == 99


def test_a_variable_names_another_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f"data = '{tmp_path}'\nport = 99\n")
    config = load({}, {"SOLEUS_CONFIG": str(file)})
    assert (config.port, config.data) == (99, tmp_path)


@pytest.mark.parametrize(
    ("written", "expected"), [("1", True), ("on", True), ("no", False), ("false", False), ("off", False)]
)
def test_a_switch_is_set_by_a_word(tmp_path: Path, written: str, expected: bool) -> None:
    environ = {"SOLEUS_DATA": str(tmp_path), "SOLEUS_PAIRING": written}
    assert load({}, environ).pairing is expected


def test_a_relative_folder_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load({"data": "mine"}, {}).data == tmp_path / "mine"


def test_all_faults_are_told_with_the_place_where_they_were_made(tmp_path: Path) -> None:
    file = tmp_path / "soleus.toml"
    file.write_text("colour = 'red'\nlog_level = 'loud'\n")
    with pytest.raises(BadInput) as failure:
        load({"port": "many"}, {"SOLEUS_WARM": "perhaps"}, file)
    told = str(failure.value)
    for part in ("--port: 'many'", "SOLEUS_WARM: 'perhaps'", f"{file}: colour", f"{file}: log_level"):
        assert part in told


@pytest.mark.parametrize("text", ["port = ", "\xff"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "soleus.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(BadInput, match=r"soleus\.toml"):
        load({"data": str(tmp_path)}, {})


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nothing"):
        load({}, {}, tmp_path / "nothing")


@pytest.mark.parametrize("address", ["soleus.example.org", "ftp://x", "https://", "https:// "])
def test_a_public_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(BadInput, match=r"--public-url: .* is not valid: write all of an address, such as"):
        load({"data": str(tmp_path), "public_url": address}, {})


@pytest.mark.parametrize("rest", ["/soleus", "/soleus/", "//", "?x", "#x", " "])
def test_a_public_address_with_a_path_is_refused_in_plain_words(tmp_path: Path, rest: str) -> None:
    told = r"it has a path, and Soleus needs a host of its own; write https://a:8443$"
    with pytest.raises(BadInput, match=told):
        load({"data": str(tmp_path), "public_url": f"https://a:8443{rest}"}, {})


@pytest.mark.parametrize("setting", Config.model_fields)
def test_every_setting_says_what_it_is_for(setting: str) -> None:
    description = Config.model_fields[setting].description or ""
    assert description.endswith(".")
    assert len(description) > 15


def test_a_mark_that_windows_writes_in_front_of_a_file_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("port = 1001\n", "utf-8-sig")
    assert load({"data": tmp_path}, {}, file).port == 1001


def test_a_variable_that_kubernetes_sets_for_a_service_is_explained(tmp_path: Path) -> None:
    told = r"SOLEUS_PORT: 'tcp://10\.0\.0\.7:80' .* call that service something else"
    with pytest.raises(BadInput, match=told):
        load({"data": tmp_path}, {"SOLEUS_PORT": "tcp://10.0.0.7:80"})


def test_a_variable_that_is_no_setting_is_told_and_those_of_services_are_not() -> None:
    links = ("SOLEUS_SERVICE_HOST", "SOLEUS_PORT_8420_TCP", "SOLEUS_SERVICE_PORT_HTTP")
    assert unknown_variables({"PATH": "", "SOLEUS_DATA": "", **dict.fromkeys(links, "")}) == []
    lines = unknown_variables({"SOLEUS_PAIRNG": "no"})
    assert lines == ['SOLEUS_PAIRNG: pairng is no setting; did you mean "pairing"?']


def read(tmp_path: Path, text: str, **environ: str) -> Config:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    return load({"data": tmp_path}, environ, file)


def test_services_that_speak_are_tables(tmp_path: Path) -> None:
    text = """voice_engines = "kokoro,pyttsx3"
    [voices.kitchen]
    address = "tcp://homeassistant.local"
    [voices.kokoro]
    address = "http://192.168.1.20:8880/"
    voices = ["af_heart"]
    """
    config = read(tmp_path, text)
    assert config.voices == {
        "kitchen": SpeechService(address="tcp://homeassistant.local:10200"),
        "kokoro": SpeechService(address="http://192.168.1.20:8880", voices=("af_heart",)),
    }
    assert config.voice_engines == "kokoro,pyttsx3"
    assert Config.model_validate(config.model_dump(mode="json")) == config


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", r"voices\.kitchen\.address: it is missing; write tcp://homeassistant\.local:10200 or"),
        ("adress = 'http://h'", r'kitchen\.adress: a service has no such setting; did you mean "address"\?'),
        ("address = 'ftp://h'", r'kitchen\.address: "ftp://h" is not valid: write all of an address'),
        ("address = 'tcp://h:123456'", r"address: .* is not valid: it is no address"),
        ("address = 'tcp://h/x'", r"address: .* that begins with tcp:// has no path"),
        ("address = 'http://h?x'", r"address: .* it has more than a host, a port and a path"),
        ("address = 'http://h'\nvoices = 'x'", r'voices: "x" is not valid: write a list of names, such as'),
        ("address = 'http://h'\nvoices = [3]", r"voices\.0: 3 is not valid: write a text in quotation marks"),
        ("address = 'http://h'\nlimit_s = 0", r"limit_s: 0 is not valid"),
        ("address = 'tcp://h'\nmodel = 'x'", r"kitchen: a service at tcp:// takes no model; leave that out"),
    ],
)
def test_what_is_wrong_with_a_service_is_told_in_the_words_of_the_file(
    tmp_path: Path, line: str, told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        read(tmp_path, f"[voices.kitchen]\n{line}\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[voices.Kitchen]\naddress = 'http://h'",
            r"voices\.Kitchen: a service's name has lower-case",
        ),
        ("voices = 3", r"voices: 3 is not valid: write a table for each service"),
        ("voices.kitchen = 'tcp://h'", r"write a table with an address"),
        ("voice_engines = 'attic'\n[voices.kitchen]\naddress = 'http://h'", r"no engine attic; .* kitchen"),
    ],
)
def test_a_service_that_is_written_in_another_way_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read(tmp_path, text)


def test_a_key_may_come_from_a_variable_and_is_not_shown(tmp_path: Path) -> None:
    text = "[voices.kokoro]\naddress = 'http://h'\nkey = 'in the file'\n"
    config = read(tmp_path, text, SOLEUS_VOICES_KOKORO_KEY="hush-hush")
    assert config.voices["kokoro"].key == "hush-hush"
    assert "hush" not in f"{config!r} {config}"
    assert unknown_variables({"SOLEUS_VOICES_KOKORO_KEY": "hush-hush"}) == []


def test_a_key_for_a_service_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^SOLEUS_VOICES_KITCHN_KEY: there is no table \[voices\.kitchn\]"):
        read(tmp_path, "[voices.kitchen]\naddress = 'http://h'\n", SOLEUS_VOICES_KITCHN_KEY="hush-hush")


@pytest.mark.parametrize(
    "text",
    [
        "[voices.a]\naddress = 'http://h'\nkey = 'hush hush'",
        "[voices.a]\naddress = 'tcp://h'\nkey = 'hush'",
        "[voices.a]\naddress = 'http://me:hush@h'",
        "[voices.a]\nkey = 'hush'",
        "voices = [{key = 'hush'}]",
    ],
)
def test_no_message_has_a_key_in_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput) as failure:
        read(tmp_path, text)
    assert "hush" not in f"{failure.value} {failure.value.__cause__}"

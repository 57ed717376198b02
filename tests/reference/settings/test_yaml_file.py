"""A settings file is read within a second and a few megabytes, or refused in Chinese."""

import sys

import pytest

from panjin_kpi.project import Project
from panjin_kpi.reference.settings.yaml_file import LARGEST, NotYaml, read_yaml

SECONDS = 60  # for all of them, on a machine with other work


def bomb(open_, close):
    """Nine lines of which each is ten of the line before: 10⁹ values."""
    lines = [f"a0: &a0 {open_}x: 1{close}" if open_ == "{" else "a0: &a0 [x]"]
    for level in range(1, 10):
        inner = ", ".join([f"*a{level - 1}"] * 10)
        lines.append(f"a{level}: &a{level} " + (f"{{<<: [{inner}]}}" if open_ == "{" else f"[{inner}]"))
    return "\n".join(lines)


HOSTILE = {
    "deep sequences": "[" * 90_000,
    "deep mappings": "{a: " * 40_000,
    "deep blocks": "\n".join(" " * level + "a:" for level in range(500)),
    "dashes": "- " * 50_000,
    "question marks": "? " * 50_000,
    "aliases of aliases": bomb("[", "]"),
    "merged aliases of aliases": bomb("{", "}"),
    "itself": "a: &a [*a]",
    "itself under a name used before": "a: &a x\nb: &a [*a]",
    "an alias of nothing": "a: *b",
    "a number of 10,000 digits": "a: " + "9" * 10_000,
    "to the base of sixty": "a: " + "1:" * 50_000 + "1",
    "hexadecimal": "a: 0x" + "f" * 10_000,
    "many values": "a: [" + "1," * 90_000 + "]",
    "too large": "# " + "x" * LARGEST,
}
WRONG = {
    "a key twice": ("cap: {value: 1}\ncap: {value: 100}", "第2行第1列：“cap”写了两次"),
    "a key twice, once quoted": ('{cap: 1, "cap": 2}', "“cap”写了两次"),
    "a key twice within": ("a:\n  - {b: 1, c: 2, b: 3}", "第2行第18列：“b”写了两次"),
    "a tag": ("a: !!python/object/apply:os.getcwd []", "第1行第4列：不能用类型标签"),
    "a tag of YAML's own": ("a: !!int x", "不能用类型标签"),
    "two documents": ("a: 1\n---\nb: 2", "第2行第1列：一个文件里只能有一份配置"),
    "a list as a key": ("? [a]\n: 1", "冒号前只能是一个词"),
    "no such day": ("a: 2021-02-30", "不存在的日期"),
    "no such time": ("a: 2021-02-03T25:00:00Z", "不存在的日期"),
    "an open brace": ("a: {b: 1", "YAML 写法不对"),
    "a tab": ("\t- x", "第1行第1列附近：YAML 写法不对"),
    "a control character": ("a: \x07", "YAML 写法不对"),
    "a number to merge": ("a: {<<: 1}", "YAML 写法不对"),
}


@pytest.mark.slow
def test_malicious_files_are_refused_within_time_and_memory_limits(finished, tmp_path):
    """In a separate process: an overflow of the C stack ends a process without a message."""
    for name, text in HOSTILE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    program = (
        "import resource, sys, time\nfrom pathlib import Path\n"
        "from panjin_kpi.reference.settings.yaml_file import NotYaml, read_yaml\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for path in Path(sys.argv[1]).iterdir():\n"
        "    began = time.process_time()\n"
        "    try:\n        read_yaml(path.read_bytes())\n"
        "    except NotYaml as error:\n        print(path.name, time.process_time() - began, error, sep='\t')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = finished([sys.executable, "-c", program, tmp_path], seconds=SECONDS)
    assert done.returncode == 0, done.stderr
    *lines, kilobytes = done.stdout.splitlines()
    refused = {name: (float(seconds), message) for name, seconds, message in (line.split("\t") for line in lines)}
    assert refused.keys() == HOSTILE.keys()
    assert {name: message for name, (_, message) in refused.items() if "请" not in message} == {}
    assert max(seconds for seconds, _ in refused.values()) < 5
    assert int(kilobytes) < 200_000


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_reported_with_its_position_and_without_english(text, expected):
    with pytest.raises(NotYaml) as caught:
        read_yaml(text.encode())
    assert expected in str(caught.value)
    assert "请" in str(caught.value)
    for word in ("expected", "found", "could not", "while", "duplicate", "must be"):
        assert word not in str(caught.value)


def test_gbk_is_reported():
    with pytest.raises(NotYaml, match="UTF-8"):
        read_yaml("a: 三十".encode("gb18030"))


def test_anchors_aliases_and_merged_keys_may_be_used():
    assert read_yaml(b"a: &a {x: 1, y: 2}\nb: {<<: *a, x: 3}\nc: [*a, *a]") == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 3, "y": 2},
        "c": [{"x": 1, "y": 2}] * 2,
    }


def test_a_byte_order_mark_is_no_part_of_the_first_key():
    assert read_yaml(b"\xef\xbb\xbfcap: 1") == {"cap": 1}


@pytest.mark.parametrize("path", sorted(Project().reference.glob("*.yaml")), ids=lambda path: path.name)
def test_the_project_s_own_files_are_far_from_the_limits(path):
    content = path.read_bytes()
    assert len(content) * 5 < LARGEST
    assert read_yaml(content)

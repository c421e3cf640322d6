"""Untrusted text against every format: nothing in a name, path, label or reason moves a cursor,
runs a command or becomes markup.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from clearance.model import (
    ArtifactReport,
    Assumption,
    Duty,
    Finding,
    Gap,
    LicenseOf,
    Link,
    Openness,
    Place,
    ReachedBy,
    Report,
    Step,
)
from clearance.report import FORMATS, render
from clearance.text import UNSAFE

HOSTILE = {
    "ansi": "a\x1b[31mred\x1b]8;;http://evil.example\x07x",
    "c1": "a\x9b31mred\x90",
    "command": "::error file=x::owned",
    "command-inside": "a\n::set-output name=x::owned",
    "command-after-blank": "word " * 30 + " ::error::owned",
    "old-command": "##[error]owned ##vso[task.setvariable variable=x]y ##teamcity[buildStop]",
    "percent": "%0A::error::owned%0D",
    "newline": "a\r\nerror OUT001 forged\nb",
    "line-separators": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "direction": "abc\u202egnp.exe\u2066x\u2069\u200f\u061c",
    "invisible": "a\u200bb\ufeffc\u00add\U000e0041",
    "html": '<script>alert(1)</script><img src=x onerror="alert(1)">',
    "attribute": "\" onmouseover='alert(1)' x=\"",
    "svg": "</title></svg><script>alert(1)</script>",
    "comment": "--><script>alert(1)</script><!-- ]]>",
    "entity": "&lt;b&gt; &#60;script&#62; &amp;",
    "markdown-link": (
        "[click](javascript:alert(1)) ![i](http://evil.example/x.png) <http://evil.example>"
    ),
    "markdown-block": "# head\n- item\n> quote\n```\ncode\n```\n| a | b |\n|---|---|",
    "markdown-inline": "`tick` **bold** _em_ ~~del~~ | pipe \\",
    "markdown-autolink": "see http://evil.example and www.evil.example @everyone",
    "reference": "[x]: http://evil.example",
    "lead": "1. one",
    "lead-dash": "- dash",
    "xml-invalid": "a\x00b\ufffe\uffff",
    "surrogate": "a\ud800b",
    "url-path": "../../etc/passwd?x#y%00",
    "css": "}body{background:url(http://evil.example)}",
}


def report(bad: str, full: Report) -> Report:
    """Return a report in which every foreign field is the hostile text."""
    place = Place(bad, 3, 2)
    chain = (Step(bad, "trained_on", place=place), Step(bad + "2", "", license=bad, place=place))
    finding = Finding(
        "OUT001",
        "Title",
        "error",
        "settled",
        "forbid",
        "outputs-training",
        f"{bad} is trained on {bad}",
        bad,
        bad,
        (bad,),
        bad,
        bad,
        "term",
        chain,
        place,
        (f"replace {bad}", bad),
        "0123456789abcdef",
    )
    duty = Duty(
        "license-copy",
        "include-license",
        bad,
        bad,
        bad,
        bad,
        bad,
        (bad,),
        "met",
        "settled",
        place,
        bad,
        bad,
    )
    level = Openness("weights", "open", bad, bad, True, place)
    things = tuple(
        ArtifactReport(
            name,
            "model",
            True,
            bad,
            (LicenseOf("", bad),),
            "manifest",
            (level,),
            (ReachedBy(bad, bad, "trained", "settled"),),
            place,
        )
        for name in (bad, bad + "2")
    )
    return replace(
        full,
        project=replace(
            full.project,
            name=bad,
            file=bad,
            license=bad,
            links=(Link(bad, "trained_on", bad + "2", place=place),),
        ),
        findings=(
            finding,
            replace(finding, severity="note", certainty="unknown", key="0123456789abcdee"),
        ),
        accepted=(replace(finding, accepted=bad, key="1" * 16),),
        duties=(duty, replace(duty, status="unmet")),
        artifacts=things,
        assumptions=(Assumption(bad),),
        gaps=(Gap("file", bad, bad), Gap("manifest", bad, bad, bad, "thing")),
    )


@pytest.fixture(params=sorted(HOSTILE))
def hostile(request: pytest.FixtureRequest, full: Report) -> Report:
    return report(HOSTILE[request.param], full)


@pytest.mark.parametrize("fmt", FORMATS)
def test_no_control_invisible_or_direction_character_comes_out(hostile: Report, fmt: str) -> None:
    for options in ({}, {"verbose": True, "width": 40}) if fmt == "text" else ({},):
        assert UNSAFE.findall(render(hostile, fmt, **options)) == []


@pytest.mark.parametrize("fmt", FORMATS)
def test_no_line_commands_a_ci_runner(hostile: Report, fmt: str) -> None:
    ours = re.compile(r"::(error|notice) file=[^:,]*,line=3,col=2,title=OUT001 Title::")
    for options in ({}, {"verbose": True, "width": 40}) if fmt == "text" else ({},):
        lines = re.split(r"[\n\r]", render(hostile, fmt, **options))
        commands = [line for line in lines if line.lstrip().startswith("::")]

        assert [line for line in commands if fmt != "github" or not ours.match(line)] == []
        assert [line for line in lines if re.search(r"##\w*\[", line)] == []


def test_github_says_each_finding_in_one_line(hostile: Report) -> None:
    lines = render(hostile, "github").splitlines()

    assert len(lines) == 3
    assert not re.search(r"%(?!25|0A|0D|3A|2C)", "".join(lines[:2]))


@pytest.mark.parametrize("fmt", ["json", "sarif"])
def test_json_stays_json(hostile: Report, fmt: str) -> None:
    json.loads(render(hostile, fmt))


def test_json_keeps_the_text_as_it_was(hostile: Report) -> None:
    assert json.loads(render(hostile, "json"))["assumptions"] == [
        one.text for one in hostile.assumptions
    ]


def test_sarif_addresses_are_encoded_and_messages_hold_no_links(hostile: Report) -> None:
    for result in json.loads(render(hostile, "sarif"))["runs"][0]["results"]:
        assert re.fullmatch(
            r"[A-Za-z0-9%/._~:-]+",
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        )
        assert not re.search(r"(?<!\\)[\[\]]", result["message"]["text"])


def test_junit_stays_xml(hostile: Report) -> None:
    root = ET.fromstring(render(hostile, "junit"))

    assert {one.tag for one in root.iter()} == {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "system-out",
        "skipped",
    }


def test_markdown_holds_no_markup_of_others(hostile: Report) -> None:
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False}).enable(
        ["table", "strikethrough"]
    )
    tokens = [
        inner
        for token in parser.parse(render(hostile, "markdown"))
        for inner in (token, *(token.children or []))
    ]

    assert {token.type for token in tokens} & {
        "html_block",
        "html_inline",
        "link_open",
        "image",
        "fence",
        "code_block",
        "blockquote_open",
        "s_open",
        "hr",
    } == set()
    assert sum(token.type == "heading_open" and token.tag == "h1" for token in tokens) == 1
    assert {
        len([1 for cell in row if cell.type in ("td_open", "th_open")]) for row in rows(tokens)
    } <= {2, 4, 6}


def rows(tokens: list) -> list[list]:
    found: list[list] = []
    for token in tokens:
        if token.type == "tr_open":
            found.append([])
        elif found:
            found[-1].append(token)
    return found


def test_markdown_holds_no_bare_address_and_no_mention(hostile: Report) -> None:
    text = re.sub(r"`[^`]*`", "", render(hostile, "markdown"))

    assert not re.search(r"https?://|\bwww\.|(?<![\w.])@\w", text)


def test_html_has_no_tag_or_attribute_of_others(hostile: Report, full: Report) -> None:
    assert shape(render(hostile, "html")) <= shape(render(report("name", full), "html"))


def shape(text: str) -> set[tuple[str, tuple[str, ...]]]:
    """Return which tags stand with which attributes."""
    found: set[tuple[str, tuple[str, ...]]] = set()

    class Shape(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.add((tag, tuple(name for name, _ in attrs)))

        def handle_comment(self, data: str) -> None:
            found.add(("comment", ()))

    Shape().feed(text)
    return found

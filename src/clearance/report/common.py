"""What several formats need: counts, verdict lines, and texts made harmless."""

from __future__ import annotations

from collections import Counter

from clearance.model import Finding, Place, Report, Several, Step, Unchecked
from clearance.report.select import by_artifact
from clearance.text import clean, plural
from clearance.words import SEVERITIES

NOT_LEGAL_ADVICE = "This report reads license texts for you; it is not legal advice."


def home(report: Report) -> Place:
    """Return where a finding without a place of its own is shown: the manifest, or where it is to
    be written.
    """
    file = report.project.file
    if file and report.project.read_from != "sources":
        return Place(file, max(1, report.project.place.line), 0)
    return Place(
        f"{file.rstrip('/')}/clearance.yaml" if file not in ("", ".") else "clearance.yaml", 1, 0
    )


def located(place: Place, report: Report) -> Place:
    """Return a place in a file of the project: what stands in the catalogue, in a folder, or
    nowhere is shown at home.
    """
    if (
        not place.file
        or place.in_catalogue
        or (place.file == report.project.file and not place.line)
    ):
        return home(report)
    return place


def counts(report: Report) -> dict[str, int]:
    """Return how many findings of each severity there are, and how many are contested, unknown,
    accepted, and skipped.
    """
    severity = Counter(finding.severity for finding in report.findings)
    certainty = Counter(finding.certainty for finding in report.findings)
    return {
        **{name: severity[name] for name in SEVERITIES},
        "contested": certainty["contested"],
        "unknown": certainty["unknown"],
        "accepted": len(report.accepted),
        "skipped": len(report.skipped),
        "duties": len(report.duties),
        "duties met": sum(duty.status == "met" for duty in report.duties),
        "things": sum(
            artifact.kind not in ("release", "service") and artifact.known_from != "catalogue"
            for artifact in report.artifacts
        ),
    }


def worst(report: Report) -> str:
    """Return the highest severity among the findings; empty when there is none."""
    return next(
        (name for name in SEVERITIES if any(f.severity == name for f in report.findings)), ""
    )


def headline(report: Report) -> str:
    """Return one line that says what to do."""
    found = counts(report)
    if found["error"]:
        first = by_artifact(report)[0][1][0]
        todo = f"; start with {first.artifact}: {first.fix[0]}" if first.fix else ""
        return f"{plural(found['error'], 'error')} to mend{todo}"
    if found["warning"]:
        settled = sum(f.severity == "warning" and f.certainty == "settled" for f in report.findings)
        blind = any(f.severity == "warning" and f.certainty == "unknown" for f in report.findings)
        todo = "to settle before release" if settled else "to look at"
        return (
            f"nothing is {'known to be ' if blind else ''}forbidden;"
            f" {plural(found['warning'], 'warning')} {todo}"
        )
    asked = sum(bool(finding.missing) for finding in report.findings)
    if asked:
        return (
            f"nothing is forbidden as far as the manifest tells; {plural(asked, 'answer')} missing"
        )
    doubt = found["contested"] + found["unknown"]
    rest = f"; {plural(doubt, 'note')} disputed or not known" if doubt else ""
    return (
        "nothing to do: every act that the manifest declares is allowed and every duty that files"
        f" can show is met{rest}"
    )


def label(report: Report) -> str:
    """Return how one project of several is told from the others: by its manifest, or its folder."""
    return clean(report.project.file or report.project.name or "project")


def summed(told: Several) -> dict[str, int]:
    """Return the counts of all reports together."""
    total: Counter[str] = Counter()
    for report in told.reports:
        total.update(counts(report))
    return dict(total)


def overall(told: Several) -> str:
    """Return one line that says what to do about several projects, and how many could not be
    checked.
    """
    if not told.reports:
        return f"no project was checked; {plural(len(told.unchecked), 'path')} could not be"
    many = plural(len(told.reports), "project")
    for severity, words in (
        ("error", "errors to mend in"),
        ("warning", "nothing is forbidden; warnings in"),
    ):
        names = [label(report) for report in told.reports if worst(report) == severity]
        if names:
            line = f"{words} {len(names)} of {many}: {', '.join(names[:5])}" + (
                f" and {len(names) - 5} more" if len(names) > 5 else ""
            )
            break
    else:
        doubt = sum(
            counts(report)["contested"] + counts(report)["unknown"] for report in told.reports
        )
        line = (
            f"nothing to do in {many}"
            if not doubt
            else (
                f"nothing is forbidden in {many} as far as the manifests tell;"
                f" {plural(doubt, 'note')} disputed or not known"
            )
        )
    return line + (
        f"; {plural(len(told.unchecked), 'path')} could not be checked" if told.unchecked else ""
    )


def excuse(one: Unchecked) -> str:
    """Return why a path was not checked, in one line."""
    return clean(f"{one.where}: {one.message}" + (f" ({one.hint})" if one.hint else ""))


LINK_WORDS = {
    "base": "made from",
    "derived_from": "derived from",
    "trained_on": "trained on",
    "distilled_from": "distilled from",
    "generated_by": "generated by",
    "annotated_by": "annotated by",
    "evaluated_on": "evaluated on",
    "evaluated_with": "evaluated with",
    "serves": "serves",
    "contains": "contains",
    "artifact": "hands out",
}
"""Link -> the words that stand in a chain."""


def link_words(kind: str, how: str) -> str:
    """Return the words of a link, with its how: "made from (finetune)"; empty for no link."""
    return LINK_WORDS.get(kind, kind) + (f" ({how})" if how else "")


def steps(row: Finding) -> list[tuple[str, Step]]:
    """Return the chain as (words of the link that led here, step); the first step has no words."""
    words = ""
    chain = []
    for step in row.chain:
        chain.append((words, step))
        words = link_words(step.link, step.how)
    return chain

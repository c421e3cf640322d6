"""The command line: parse, call, render, exit. Workers are imported inside the commands that need
them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from clearance import __version__
from clearance.problems import FOUND, INTERNAL, NOTHING, USAGE, Problem, did_you_mean
from clearance.report import FORMATS
from clearance.words import Severity, words


class Group(click.Group):
    """Answers a mistyped command with the likely right word."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command, or fail with a suggestion."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = did_you_mean(args[0], self.list_commands(ctx)) if args else ""
            if hint:
                raise click.UsageError(f"{error.message} {hint}", ctx) from None
            raise


class Words(click.Choice):  # type: ignore[type-arg]  # generic from click 8.2 on only
    """A closed list of words; a mistyped one is answered with the likely right one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word, or fail with a suggestion."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            hint = did_you_mean(str(value), map(str, self.choices))
            raise click.BadParameter(f"{error.message} {hint}".strip(), ctx, param) from None


def _as_texts(_: click.Context, __: click.Parameter, paths: tuple[Path, ...]) -> tuple[str, ...]:
    """Return the folders of packs as the workers take them."""
    return tuple(map(str, paths))


packs_option = click.option(
    "--pack",
    "packs",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    callback=_as_texts,
    help="Folder with further rules/ and licenses/.",
)
"""Taken by every command that reads licenses or rules."""


@click.group(
    cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="clearance", message="%(prog)s %(version)s")
def cli() -> None:
    """License and openness checker for machine-learning projects.

    \b
    clearance check            judge the project in this folder
    clearance explain llama2   what a license lets you do
    """


@cli.command(short_help="Judge what a project declares.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=Words(FORMATS),
    help="Output format; may be given more than once.",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File for the format of the same position.",
)
@click.option(
    "--fail-on",
    type=Words(words(Severity)),
    help="Lowest severity that ends with exit code 1 (default: error, or the policy's).",
)
@click.option(
    "--strict", is_flag=True, help="Fail on warnings, on skipped files and on missing answers too."
)
@packs_option
@click.option(
    "--bom",
    "boms",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Bill of materials (SPDX, CycloneDX) to check instead of a folder.",
)
@click.option(
    "--online",
    is_flag=True,
    help="Ask whether evidence of openness that is a URL or on the Hub is there.",
)
@click.option("--verbose", "-v", is_flag=True, help="Unfold everything.")
@click.option("--quiet", "-q", is_flag=True, help="Only the first and the last line.")
def check(
    paths: tuple[Path, ...],
    formats: tuple[str, ...],
    outputs: tuple[Path, ...],
    fail_on: str | None,
    strict: bool,
    packs: tuple[str, ...],
    boms: tuple[Path, ...],
    online: bool,
    verbose: bool,
    quiet: bool,
) -> None:
    """Judge what a project declares: forbidden, owed, contested, unknown.

    \b
    clearance check examples/student
    clearance check . --format sarif --output clearance.sarif
    """
    from clearance.commands.check import CheckRequest, run

    request = CheckRequest(
        paths=paths or (() if boms else (Path(),)),
        formats=formats or ("text",),
        outputs=outputs,
        fail_on=fail_on or "",
        strict=strict,
        packs=packs,
        verbose=verbose,
        quiet=quiet,
        boms=boms,
        online=online,
    )
    sys.exit(run(request, sys.stdout, sys.stderr))


@cli.command(short_help="Say which models and data sets the sources use.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "fmt", type=Words(("text", "json")), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Fail when a file was skipped.")
def scan(paths: tuple[Path, ...], fmt: str, strict: bool) -> None:
    """Say which models and data sets the sources use: a folder, or the files named.

    \b
    clearance scan
    clearance scan train.py configs/ --format json
    """
    from clearance.commands.scan import run
    from clearance.terminal.progress import shown

    with shown(sys.stderr, "reading"):
        text, code = run(paths or (Path(),), fmt, strict=strict)
    _say(text, fmt)
    sys.exit(code)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("--force", is_flag=True, help="Overwrite a manifest that is there.")
@click.option(
    "--from-bom",
    type=click.Path(path_type=Path),
    help="Write it from a bill of materials (SPDX, CycloneDX).",
)
@packs_option
def init(path: Path, force: bool, from_bom: Path | None, packs: tuple[str, ...]) -> None:
    """Write a clearance.yaml from what the sources use.

    \b
    clearance init
    """
    if from_bom:
        from clearance.bom.read.document import write_manifest

        click.echo(write_manifest(from_bom, path, force=force), nl=False)
        return
    from clearance.commands.init import write
    from clearance.terminal.progress import shown

    with shown(sys.stderr, "reading"):
        text = write(path, force=force, packs=packs)
    click.echo(text, nl=False)


@cli.command(short_help="Explain a rule, a license, a clause, a model, a data set.")
@click.argument("what", nargs=-1)
@click.option(
    "--list",
    "listed",
    type=Words(("rules", "licenses", "models", "datasets")),
    help="List what is known.",
)
@click.option(
    "--purpose",
    type=Words(("research", "personal", "internal", "commercial")),
    help="Say what this purpose may do.",
)
@click.option(
    "--format", "fmt", type=Words(("text", "markdown", "json")), default="text", show_default=True
)
@packs_option
def explain(
    what: tuple[str, ...],
    listed: str | None,
    purpose: str | None,
    fmt: str,
    packs: tuple[str, ...],
) -> None:
    """Explain a rule, a license (any spelling), a clause, a known model or data set.

    \b
    clearance explain OUT001
    clearance explain "llama2 1.b.v"
    clearance explain --list licenses
    """
    from clearance.commands import explain as explaining

    if listed:
        click.echo(explaining.listing(listed, fmt, packs=packs), nl=False)
    elif what:
        _say(explaining.explain(" ".join(what), fmt, purpose or "", packs=packs), fmt)
    else:
        raise Problem(
            "nothing to explain",
            hint="name a rule, a license, a model or a data set, or use --list",
        )


@cli.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option("--format", "fmt", type=Words(("text", "json")), default="text", show_default=True)
@packs_option
def identify(files: tuple[Path, ...], fmt: str, packs: tuple[str, ...]) -> None:
    """Say which license a text is, and how it differs from it.

    \b
    clearance identify LICENSE
    """
    from clearance.commands.identify import run

    text, unread = run(files, fmt, packs=packs)
    click.echo(text, nl=False)
    if unread:
        raise Problem("\n".join(map(str, unread)))


@cli.command("test")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def test_pack(folder: Path) -> None:
    """Check and run the cases of a pack of rules and licenses.

    \b
    clearance test my-pack
    """
    from clearance.commands.cases import run_folder

    failures, count = run_folder(folder)
    for failure in failures:
        click.echo(failure)
    click.echo(f"{count} cases, {len(failures)} failed")
    sys.exit(FOUND if failures else (0 if count else NOTHING))


@cli.command()
@click.argument("what", type=Words(("manifest", "license", "rule", "report", "lock")))
def schema(what: str) -> None:
    """Print a JSON Schema for editors and other programs.

    \b
    clearance schema manifest > clearance.schema.json
    """
    import json

    from clearance.commands.schema import schema as schema_of

    click.echo(json.dumps(schema_of(what), indent=2))


@cli.command("release-options", short_help="Say under which licenses a thing may be released.")
@click.argument("artifact")
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("--format", "fmt", type=Words(("text", "json")), default="text", show_default=True)
@packs_option
def release_options(artifact: str, path: Path, fmt: str, packs: tuple[str, ...]) -> None:
    """Say under which licenses a thing of ours may be released, and why not under others.

    \b
    clearance release-options student
    """
    from clearance.commands.release_options import run

    click.echo(run(path, artifact, fmt, packs=packs), nl=False)


@cli.command(short_help="Print the notices and license copies that releases owe.")
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option(
    "--write", is_flag=True, help="Write NOTICE and license files where they are missing."
)
@packs_option
def notice(path: Path, write: bool, packs: tuple[str, ...]) -> None:
    """Print the notices, display strings and license copies that the releases owe.

    \b
    clearance notice > NOTICE
    """
    from clearance.commands.notice import run

    click.echo(run(path, to_file=write, packs=packs), nl=False)


@cli.command(short_help="Write a bill of materials, or the head of a model card.")
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option(
    "--format",
    "fmt",
    type=Words(("spdx", "spdx3", "cyclonedx", "card")),
    default="spdx",
    show_default=True,
)
@click.option(
    "--encoding",
    type=Words(("json", "yaml", "tag-value")),
    default="json",
    show_default=True,
    help="How SPDX 2.3 is written.",
)
@click.option(
    "--spec-version", type=Words(("1.6", "1.7")), help="Version of CycloneDX (default: 1.6)."
)
@click.option("--artifact", default="", help="The model or data set of a card.")
@packs_option
@click.option(
    "--output", type=click.Path(path_type=Path), help="File to write instead of the screen."
)
def bom(
    path: Path,
    fmt: str,
    encoding: str,
    spec_version: str | None,
    artifact: str,
    packs: tuple[str, ...],
    output: Path | None,
) -> None:
    """Write a bill of materials: SPDX 2.3 or 3.0, CycloneDX, or the front matter of a model card.

    \b
    clearance bom --format spdx --output project.spdx.json
    clearance bom --format card --artifact student
    """
    from clearance.commands.bom import BomRequest, make
    from clearance.files.write import write
    from clearance.terminal.progress import shown

    request = BomRequest(path, fmt, encoding, spec_version or "", artifact, packs)
    with shown(sys.stderr, "collecting"):
        text = make(request)
    if output:
        write(output, text)
    else:
        click.echo(text, nl=False)


@cli.command(short_help="Show how open each part of each thing is.")
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option(
    "--format",
    "fmt",
    type=Words(("text", "markdown", "json", "card")),
    default="text",
    show_default=True,
)
@click.option("--artifact", default="", help="Only this model or data set.")
@click.option(
    "--upstream",
    is_flag=True,
    help="Show what the catalogue knows behind the things of the manifest too.",
)
@click.option(
    "--online", is_flag=True, help="Ask whether evidence that is a URL or on the Hub is there."
)
@packs_option
def openness(
    path: Path, fmt: str, artifact: str, upstream: bool, online: bool, packs: tuple[str, ...]
) -> None:
    """Show how open each part of each model and data set is, declared and in effect.

    \b
    clearance openness
    clearance openness --format card --artifact student
    """
    from clearance.commands.openness import openness as table

    _say(table(path, fmt, artifact, upstream=upstream, online=online, packs=packs), fmt)


@cli.command(short_help="Write what the Hub says to clearance.lock, or compare.")
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option(
    "--check",
    "checked",
    is_flag=True,
    help="Change nothing; exit 1 when the Hub says something else than the lock.",
)
@click.option("--scan", "scanned", is_flag=True, help="Lock what the sources name too.")
@click.option(
    "--depth",
    type=click.IntRange(0, 20),
    default=5,
    show_default=True,
    help="How many bases and data sets upward.",
)
@click.option("--threads", type=click.IntRange(1, 32), default=8, show_default=True)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 600),
    default=10.0,
    show_default=True,
    help="Seconds for one answer of the Hub.",
)
@packs_option
def lock(
    path: Path,
    checked: bool,
    scanned: bool,
    depth: int,
    threads: int,
    timeout: float,
    packs: tuple[str, ...],
) -> None:
    """Write what the Hub says of every model and data set to clearance.lock, or compare with it.

    \b
    clearance lock
    clearance lock --check
    """
    from clearance.commands.lock import LockRequest, run

    request = LockRequest(path, checked, scanned, depth, threads, timeout, packs)
    sys.exit(run(request, sys.stdout, sys.stderr))


def _say(text: str, fmt: str) -> None:
    """Print what a command tells; a text for people is drawn where it goes to a terminal."""
    from clearance.terminal.screen import screen

    terminal = screen(sys.stdout) if fmt == "text" else None
    if terminal:
        from clearance.report.terminal import page

        text = page(text, width=terminal.width, color=terminal.color)
    sys.stdout.write(text)


def main() -> None:
    """Run the command line; every problem is one message and exit code 2, everything else a request
    to report it.
    """
    try:
        cli.main(standalone_mode=False)
    except Problem as problem:
        click.echo(f"clearance: {problem}", err=True)
        sys.exit(problem.code)
    except click.ClickException as error:
        error.show()
        sys.exit(USAGE)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the one boundary
        import traceback

        traceback.print_exc()
        click.echo(
            f"clearance: internal error: {error!r}; please report it with the lines above", err=True
        )
        sys.exit(INTERNAL)

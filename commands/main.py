"""The `jianwen` command: finds the verb, turns every failure into one line."""

import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from contextvars import copy_context
from importlib import import_module
from io import UnsupportedOperation
from types import ModuleType, TracebackType
from typing import Final

import click

from commands.output.messages import (
    Language,
    TranslatedContext,
    set_language,
    translate,
    translate_click,
    translate_help,
)
from commands.output.terminal import print_text
from records.errors import JianwenError
from records.message import Message

VERBS: Final = {
    "crawl": "Crawl the enabled sources, or those named.",
    "import": "Bring files, folders or JSON Lines into the store.",
    "extract": "Show what the pipeline reads from a page, without storing it.",
    "refine": "Run stored pages through the pipeline again.",
    "translate": "Translate the articles that are pending.",
    "correct": "Correct sentences of translations.",
    "review": "Approve, reject and accept translations.",
    "check": "Run the quality checks on translations, without storing them.",
    "glossary": "List and add how terms must be translated.",
    "segment": "Split texts into words and medical terms, without storing them.",
    "identify": "Identify the language and script of texts.",
    "search": "Find articles by words.",
    "show": "Show one article with its provenance.",
    "withdraw": "Take articles back: importers delete them.",
    "hold": "Hold articles back until they are released.",
    "reject": "Reject articles.",
    "release": "Publish articles again that a person kept back.",
    "desk": "Serve the editors' web pages on this machine.",
    "export": "Write the feeds that other apps import.",
    "status": "Show sources, articles and what is waiting.",
    "runs": "List the last runs.",
    "sources": "List and check the source files.",
    "models": "List and install translation packages.",
    "backup": "Back up the store while others write to it.",
    "archive": "Verify the archive of fetched pages.",
    "restore": "Restore the store from a backup.",
    "doctor": "Check this machine and say what to repair.",
    "demo": "Crawl a small newsroom on this machine.",
}
"""The verbs in the order of a working day.

The table spares `--help` the import of all their modules.
"""

_MODULES: Final = {"import": "import_", "sources": "sources.command"}

PRIVATE_UMASK: Final = 0o027
"""Files of an installation are read by its user and group, written by its user alone."""
_WRITE_FOR_OTHERS: Final = frozenset(("export", "sources"))  # feeds are served, corpora shared

EXIT_FAILED: Final = 3
EXIT_SIGNAL_BASE: Final = 128  # plus the signal's number, as shells count
EXIT_PIPE_CLOSED: Final = 141  # 128 + SIGPIPE: the reader went away, nothing is wrong


class LazyGroup(click.Group):
    """A group that imports a verb's module when the verb is used, not before."""

    context_class = TranslatedContext

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Keep the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import commands/NAME.py.

        `import` lives in import_.py because Python owns the word, `sources` in a folder.
        """
        if cmd_name not in VERBS:
            return None
        module = import_module(f"commands.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        translate_help(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the table as it stands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from services.version import read_version

        print_text(f"jianwen {read_version()}")
        ctx.exit()


def _set_language(_ctx: click.Context, _param: click.Parameter, value: Language | None) -> None:
    if value:
        set_language(value)


@click.command(
    name="jianwen",
    cls=LazyGroup,
    # what "did you mean" compares with
    commands={name: click.Command(name, help=text) for name, text in VERBS.items()},
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "Exit codes: 0 done, 1 some sources failed, 2 wrong usage or configuration, 3 failed, 75"
        " another run holds the lock."
    ),
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    expose_value=False,
    is_eager=True,
    callback=_set_language,
    help="Language of help, tables and messages of the editor's verbs; by default the locale's.",
)
@click.pass_context
def jianwen(ctx: click.Context) -> None:
    """Turn health news pages into clean, searchable, translated articles in one SQLite file."""
    if ctx.invoked_subcommand not in _WRITE_FOR_OTHERS:
        before = os.umask(PRIVATE_UMASK)
        os.umask(before | PRIVATE_UMASK)
        ctx.call_on_close(lambda: os.umask(before))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit code.

    What nobody foresaw leaves through `sys.excepthook`, which also ends with one line;
    JIANWEN_DEBUG=1 shows tracebacks.
    """
    sys.excepthook = _report_unexpected
    translate_click()
    if threading.current_thread() is threading.main_thread():
        # a service manager's stop, a closed terminal: like Ctrl-C, tidy up, then go
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, _raise_interrupt)
    for stream in (sys.stdout, sys.stderr):
        # a character that the terminal lacks must not end the command
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = copy_context().run(_run, argv)  # a language that is named ends with the call
        # a full disk or a closed pipe behind stdout shows here, not after the exit code was chosen
        sys.stdout.flush()
    except OSError as error:
        _discard_output()
        return (
            EXIT_PIPE_CLOSED
            if isinstance(error, BrokenPipeError)
            else _report_error(
                error,
                Message("cannot write the output: {error}", error=error.strerror),
                EXIT_FAILED,
            )
        )
    return code


def _run(argv: Sequence[str] | None) -> int:
    if "_JIANWEN_COMPLETE" in os.environ:  # a shell asks for completions
        jianwen.main(prog_name="jianwen")
    try:
        # not `jianwen.main`: it would answer a closed pipe with exit code 1, which means "some
        # sources failed" here
        with jianwen.make_context(
            "jianwen", list(sys.argv[1:] if argv is None else argv)
        ) as context:
            jianwen.invoke(context)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0 if stop.code is None else EXIT_FAILED
    except (KeyboardInterrupt, click.Abort) as stop:
        return _print_error("interrupted", _signal_exit_code(stop))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        return _print_error(_format_usage_error(error), error.exit_code)
    except JianwenError as error:
        return _report_error(error, error.message, error.exit_code)
    except OSError as error:
        if error.filename is None:
            raise  # the output itself
        return _report_error(error, f"{error.filename}: {error.strerror}", EXIT_FAILED)
    except ModuleNotFoundError as error:
        return _report_error(
            error,
            Message("the Python package {name!r} is missing; run `make setup`", name=error.name),
            EXIT_FAILED,
        )
    return 0


def _raise_interrupt(number: int, _frame: object) -> None:
    """End the command as Ctrl-C does; the signal's number goes along, for the exit code."""
    raise KeyboardInterrupt(number)


def _signal_exit_code(stop: BaseException) -> int:
    number = stop.args[0] if isinstance(stop, KeyboardInterrupt) and stop.args else signal.SIGINT
    return EXIT_SIGNAL_BASE + int(number)


def _discard_output() -> None:
    """Lead what is still buffered nowhere, or the interpreter would try it again at its end and
    complain.
    """
    with suppress(UnsupportedOperation):  # an output in memory has no descriptor and no trouble
        descriptor = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)


def _format_usage_error(error: click.ClickException) -> str:
    """Say what was wrong with the command line, with the help to look at."""
    message = error.format_message().rstrip(".。")
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return message
    return Message("{message}; see `{verb} --help`", message=message, verb=context.command_path)


def _print_error(message: str, code: int) -> int:
    print_text(f"jianwen: {' '.join(translate(message).split())}", err=True)
    return code


def _report_error(error: BaseException, message: str, code: int) -> int:
    if os.environ.get("JIANWEN_DEBUG"):
        sys.__excepthook__(type(error), error, error.__traceback__)
    return _print_error(message, code)


def _report_unexpected(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say in one line what nobody foresaw.

    Raising SystemExit here is how a hook chooses the exit code.
    """
    if issubclass(kind, KeyboardInterrupt):
        raise SystemExit(_print_error("interrupted", _signal_exit_code(error)))
    if os.environ.get("JIANWEN_DEBUG"):
        sys.__excepthook__(kind, error, trace)
    sqlite: ModuleType | None = sys.modules.get("sqlite3")
    if sqlite is not None and issubclass(kind, sqlite.Error):
        raise SystemExit(
            _print_error(
                Message(
                    "the store cannot be read: {error}; `jianwen doctor` looks closer", error=error
                ),
                EXIT_FAILED,
            )
        )
    if issubclass(kind, MemoryError):
        raise SystemExit(
            _print_error("out of memory; stop other programs or use a smaller --limit", EXIT_FAILED)
        )
    detail = f"{kind.__name__}: {error}" if str(error) else kind.__name__
    message = Message("unexpected error: {detail}; JIANWEN_DEBUG=1 shows where", detail=detail)
    raise SystemExit(_print_error(message, EXIT_FAILED))


if __name__ == "__main__":
    sys.exit(main())

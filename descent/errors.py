"""What a command cannot do, said in one line on stderr."""


class CommandError(Exception):
    """Something is wrong; the message is all that is printed."""

    exit_code = 1


class UsageError(CommandError):
    """The command line asks for what cannot be done."""

    exit_code = 2

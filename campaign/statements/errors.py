"""The one refusal of this room."""


class StatementError(ValueError):
    """A statement that cannot be read. Its message tells an organiser what to do about it."""

"""The next number to reach: near enough to believe in, far enough to matter."""

STEPS = (1, 2.5, 5, 7.5)


def next_milestone(count: int, *, first: int = 100) -> int:
    """The smallest round number at least a tenth above `count`: 100, 250, 500, 750, 1000, 2500…"""
    wanted = max(first, count + count // 10)
    size = 100
    while True:
        for step in STEPS:
            milestone = int(step * size)
            if milestone >= wanted and milestone > count:
                return milestone
        size *= 10

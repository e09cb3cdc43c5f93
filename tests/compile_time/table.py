"""Medians, the fit of a line, and tables in Markdown."""

from statistics import linear_regression, median

from cargo import Cost


def medians(costs: list[Cost]) -> Cost:
    return Cost(median(cost.wall for cost in costs), median(cost.cpu for cost in costs))


def slope(times: dict[int, float]) -> float:
    """Seconds for one more, by the straight line through the times."""
    return linear_regression(list(times), list(times.values())).slope


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.0f}"


def markdown(head: list[str], rows: list[list[str]]) -> str:
    marks = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, marks, *rows])

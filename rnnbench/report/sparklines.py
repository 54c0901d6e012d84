"""Sparklines: an effect and its interval over the predicted range."""

from markupsafe import Markup

from rnnbench.judging.verdicts import Answer
from rnnbench.report import prose

WIDTH, HEIGHT = 120.0, 18.0
ROOM = 0.12
"""Share of the width left free on either side."""


def sparkline(answer: Answer) -> Markup:
    """Draw an answer as a small SVG; empty without an effect. Unbounded ends run to the edge."""
    if answer.effect is None:
        return Markup("")
    ends = (answer.low, answer.effect, answer.high, answer.region_low, answer.region_high)
    known = [end for end in ends if end is not None]
    left, span = min(known), (max(known) - min(known)) or 1.0

    def place(value: float | None, edge: float) -> str:
        if value is None:
            return f"{edge:.1f}"
        return f"{WIDTH * (ROOM + (1 - 2 * ROOM) * (value - left) / span):.1f}"

    region = place(answer.region_low, 0), place(answer.region_high, WIDTH)
    middle = HEIGHT / 2
    return Markup(
        f'<svg class="sparkline" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{{}}">'
        f'<rect class="region" x="{region[0]}" y="0" '
        f'width="{float(region[1]) - float(region[0]):.1f}" height="{HEIGHT:g}"/>'
        f'<line x1="{place(answer.low, 0)}" x2="{place(answer.high, WIDTH)}" '
        f'y1="{middle:g}" y2="{middle:g}"/>'
        f'<circle cx="{place(answer.effect, 0)}" cy="{middle:g}" r="3.5"/></svg>'
    ).format(f"{prose.interval(answer)}, predicted {prose.region(answer)}")

"""LaTeX tables; they need the packages booktabs and longtable."""

import pandas as pd

SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "‖": r"\ensuremath{\Vert}",
        "−": r"\ensuremath{-}",
        "∞": r"\ensuremath{\infty}",
        "∂": r"\ensuremath{\partial}",
        "λ": r"\ensuremath{\lambda}",
        "σ": r"\ensuremath{\sigma}",
        "×": r"\ensuremath{\times}",
        "′": "'",
        **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    }
)


def table(frame: pd.DataFrame, caption: str) -> str:
    """A data frame as a longtable; numbers flush right, missing ones empty."""
    columns = "".join(
        "r" if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind) else "l"
        for kind in frame.dtypes
    )
    head = " & ".join(_cell(str(name).replace("_", " ")) for name in frame.columns)
    shown = zip(*(map(_cell, frame[name]) for name in frame.columns), strict=True)
    rows = "".join(f"{' & '.join(row)} \\\\\n" for row in shown)
    return (
        f"\\begin{{longtable}}{{{columns}}}\n\\caption{{{_cell(caption)}}} \\\\\n\\toprule\n"
        f"{head} \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n{rows}\\end{{longtable}}\n"
    )


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    return (f"{value:.6g}" if isinstance(value, float) else str(value)).translate(SPECIAL)

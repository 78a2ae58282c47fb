"""Numbers for the codes of a column: what counting wants, without making strings of millions of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Numbers = NDArray[np.intp]


def numbered(column: pd.Series) -> tuple[Numbers, tuple[str, ...]]:
    """Return the number of each cell's code among the distinct codes in order; -1 for empty and missing cells."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, distinct = column.cat.codes.to_numpy().astype(np.intp), column.cat.categories.astype(str).to_numpy()
    else:
        found, index = pd.factorize(column.astype("str"))
        codes, distinct = np.asarray(found, dtype=np.intp), np.asarray(index, dtype=object)
    used = np.bincount(codes[codes >= 0], minlength=len(distinct)) > 0
    kept = sorted({str(code) for code, present in zip(distinct, used, strict=True) if present and code != ""})
    place = {code: at for at, code in enumerate(kept)}
    numbers = np.array([place.get(str(code), -1) for code in distinct] + [-1], dtype=np.intp)
    return numbers[codes], tuple(kept)

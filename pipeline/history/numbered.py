"""Numbers for the codes of a column: what counting wants, without making strings of millions of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Numbers = NDArray[np.signedinteger[Any]]  # 32 bits where there is one for each row of history


def numbered(column: pd.Series) -> tuple[Numbers, tuple[str, ...]]:
    """Return the number of each cell's code among the distinct codes in order; -1 for empty and missing cells."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, distinct = column.cat.codes.to_numpy(), column.cat.categories.astype(str).to_numpy()
    else:
        texts = column if isinstance(column.dtype, pd.StringDtype) else column.astype("str")
        found, index = pd.factorize(texts)
        codes, distinct = np.asarray(found, dtype=np.int32), np.asarray(index, dtype=object)
    used = np.bincount(codes + 1, minlength=len(distinct) + 1)[1:] > 0
    names = [str(code) for code in distinct.tolist()]
    kept = sorted({name for name, present in zip(names, used.tolist(), strict=True) if present and name})
    place = {name: at for at, name in enumerate(kept)}
    numbers = np.array([place.get(name, -1) for name in names] + [-1], dtype=np.int32)
    return numbers[codes], tuple(kept)

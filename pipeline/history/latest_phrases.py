"""Phrases of many batches as numbers: of a petition those of its latest batch alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from pipeline.history.tables import phrase_schema

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def latest_phrases(tables: Sequence[pa.Table]) -> pd.DataFrame:
    """Return rows (id, phrase), both categories, of ``tables`` in order of arrival.

    A petition has some forty rows, so that its id is kept once and each row holds two numbers.
    """
    import pyarrow as pa

    joined = pa.concat_tables(tables) if tables else phrase_schema().empty_table()
    ids = joined["id"].dictionary_encode()
    table = pa.table({"id": ids, "phrase": joined["phrase"]}).unify_dictionaries()
    if len(tables) > 1:
        batch = np.repeat(np.arange(len(tables), dtype=np.int32), [len(one) for one in tables])
        number = np.concatenate([chunk.indices.to_numpy() for chunk in table["id"].chunks])
        latest = np.zeros(int(number.max(initial=-1)) + 1, dtype=np.int32)
        np.maximum.at(latest, number, batch)
        table = table.filter(pa.array(batch == latest[number]))
    frame: pd.DataFrame = table.to_pandas()
    return frame

"""Maps of the country: boundaries small enough to stand inside one page."""

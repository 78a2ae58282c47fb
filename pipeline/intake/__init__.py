"""Reading an inbox: tables, columns, dates, characters, masking; rows in are petitions plus rejects."""

-- The first format: which vault this is, how it is opened, and its sealed rows.
CREATE TABLE header (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    vault BLOB NOT NULL CHECK (length(vault) = 16)
) STRICT;

CREATE TABLE slots (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL UNIQUE,
    parameters TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    checksum BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Without row ids, because those would tell in which order the rows came.
CREATE TABLE records (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

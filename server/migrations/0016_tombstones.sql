-- What a restored backup must not bring back: written to a file outside the database before each commit.

CREATE TABLE tombstones (
    -- Never used twice, also not after the rows are gone: a backup tells up to where it knows.
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    line TEXT NOT NULL
) STRICT;

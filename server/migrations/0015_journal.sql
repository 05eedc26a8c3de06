-- The journal: per account a chain of entries that only grows, so that a database that was edited or put back is noticed.

CREATE TABLE journal (
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- From 1 on, without gaps.
    number INTEGER NOT NULL,
    -- The text that is hashed; docs/journal.md says what stands in it.
    entry TEXT NOT NULL,
    -- HMAC of the text under a key outside the database, written just before the commit.
    mark BLOB,
    PRIMARY KEY (account, number)
) STRICT;
CREATE INDEX journal_to_mark ON journal (account, number) WHERE mark IS NULL;

-- The number and the hash of each account's latest entry.
ALTER TABLE accounts ADD COLUMN journal_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN journal_hash BLOB;

-- Which life of the database this is: a higher number after each restore of a backup.
CREATE TABLE epoch (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    began_at INTEGER NOT NULL
) STRICT;
INSERT INTO epoch (id, number, began_at) VALUES (1, 1, 0);

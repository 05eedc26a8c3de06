-- Mail: where a person's notices go beside the pages, and what waits to be sent.

ALTER TABLE accounts ADD COLUMN mail TEXT;
-- The language of the last sign-in's pages, as a tag.
ALTER TABLE accounts ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
-- When a right password without a second step was told by mail last.
ALTER TABLE accounts ADD COLUMN missing_step_mailed_at INTEGER NOT NULL DEFAULT 0;

-- Whether it was looked at after its end, for a second step that never came. Earlier ones count as looked at.
ALTER TABLE attempts ADD COLUMN looked_at INTEGER NOT NULL DEFAULT 0;
UPDATE attempts SET looked_at = 1;
CREATE INDEX attempts_to_look_at ON attempts (expires_at) WHERE looked_at = 0;

CREATE TABLE mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The address when it happened: a later one is told nothing about what came before.
    address TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- What was seen of the browser behind it; empty where there was none.
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    ip TEXT NOT NULL,
    at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    -- When it was given up; it stays for the operator to see and to retry.
    dead_at INTEGER,
    error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX mails_due ON mails (next_at) WHERE dead_at IS NULL;
CREATE INDEX mails_of_account ON mails (account);

-- Administrators: since when somebody is one, what they did, and what they decided for others.

-- When the role was given; 0 for those who had it before this was written down.
ALTER TABLE accounts ADD COLUMN admin_since INTEGER NOT NULL DEFAULT 0;
-- Suspended by an administrator: nobody signs in until one of them lets that go on. Beside the owner's own freeze.
ALTER TABLE accounts ADD COLUMN suspended_at INTEGER;
-- The least that administrators want of this account: tap, adaptive, strict.
ALTER TABLE accounts ADD COLUMN approval_least TEXT NOT NULL DEFAULT 'tap';

-- The least that administrators want of everybody; beside the configuration.
CREATE TABLE everybody (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    approval TEXT NOT NULL
) STRICT;
INSERT INTO everybody (id, approval) VALUES (1, 'tap');

-- Where the link was mailed; it becomes the address of the account.
ALTER TABLE invitations ADD COLUMN mail TEXT;
-- The account that came of it.
ALTER TABLE invitations ADD COLUMN account TEXT REFERENCES accounts (id) ON DELETE SET NULL;

-- What administrators did, for all of them to read. What concerns an account stands in its journal as well.
CREATE TABLE acts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    -- Who; no account and no name is the console.
    by_account TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    by_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- To whom, or to what.
    account TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    detail TEXT NOT NULL
) STRICT;

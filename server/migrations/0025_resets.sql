-- Resets: an administrator takes somebody's lost second steps away, a day later, or at once together with another one.

CREATE TABLE resets (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- Who; nobody is the console.
    started_by TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    by_name TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    matures_at INTEGER NOT NULL,
    -- waiting, cancelled, done; forward only
    state TEXT NOT NULL,
    confirmed_by TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX one_waiting_reset ON resets (account) WHERE state = 'waiting';

-- After a reset the password alone lets nobody in: a link from an administrator comes with it, until two-step
-- verification is on again.
ALTER TABLE accounts ADD COLUMN wants_link INTEGER NOT NULL DEFAULT 0;
CREATE TABLE recovery_links (
    account TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    hash BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

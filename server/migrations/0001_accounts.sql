-- People and how they come in: accounts, setup links, invitations, sessions, trusted browsers, notices.

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    -- What the person typed, for people to read; `name_key` is the case-folded NFKC form that is compared.
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    -- PHC string of argon2id.
    password_hash TEXT NOT NULL,
    is_admin INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- When two-step verification was switched on; NULL while off.
    two_step_since INTEGER,
    -- Until then every question wants the number (a NO, or unanswered requests).
    number_until INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE setup_links (
    hash BLOB NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    created_by TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    note TEXT NOT NULL,
    is_admin INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE TABLE browsers (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    hash BLOB NOT NULL UNIQUE,
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    prefix TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    trusted_until INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX browsers_of_account ON browsers (account);

-- Every value that was in use before: seeing one again is theft.
CREATE TABLE used_browser_values (
    hash BLOB NOT NULL PRIMARY KEY,
    browser TEXT NOT NULL REFERENCES browsers (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    ip TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    -- The challenge and the device that let it in, when one did.
    challenge BLOB,
    device TEXT,
    trusted_browser TEXT REFERENCES browsers (id) ON DELETE SET NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX sessions_of_account ON sessions (account);

CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    at INTEGER NOT NULL,
    seen_at INTEGER
) STRICT;
CREATE INDEX notices_of_account ON notices (account);

-- A mark sealed under the server key: another key file is noticed at the start, not at the first sign-in.
CREATE TABLE sealed_under (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    mark BLOB NOT NULL
) STRICT;

-- Sign-ins on their way: attempts, challenges, what brakes them, and what was seen before.

CREATE TABLE attempts (
    id TEXT NOT NULL PRIMARY KEY,
    -- Of the login cookie.
    hash BLOB NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    ip TEXT NOT NULL,
    prefix TEXT NOT NULL,
    next TEXT NOT NULL,
    -- The trusted browser that it came from, if any.
    trusted_browser TEXT REFERENCES browsers (id) ON DELETE SET NULL,
    wrong_passwords INTEGER NOT NULL,
    -- waiting, asked, done, ended
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- Its place in the queue behind another question, kept by its page; 0 if it never had to wait.
    queued_until INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX attempts_of_account ON attempts (account);

CREATE TABLE challenges (
    cid BLOB NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- Who waits for it: an attempt (a sign-in) or a session (a change), never both.
    attempt TEXT REFERENCES attempts (id) ON DELETE CASCADE,
    session TEXT REFERENCES sessions (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    mode TEXT NOT NULL,
    number_sealed BLOB,
    jws TEXT NOT NULL,
    jws_hash BLOB NOT NULL,
    browser TEXT NOT NULL,
    prefix TEXT NOT NULL,
    -- pending, approved, declined, cancelled, expired, failed, consumed
    state TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    decided_by TEXT REFERENCES devices (id) ON DELETE SET NULL,
    decided_at INTEGER,
    -- Asked again with a number because a second sign-in came: this one was not left unanswered.
    remade INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX one_pending_challenge ON challenges (account) WHERE state = 'pending';
CREATE INDEX challenges_of_account ON challenges (account, created_at);
CREATE INDEX challenges_of_attempt ON challenges (attempt);
CREATE INDEX challenges_of_session ON challenges (session);

-- Every answer that was counted (`counted`) or had an effect: the same message gets the same reply.
CREATE TABLE answers (
    identity BLOB NOT NULL PRIMARY KEY,
    cid BLOB NOT NULL REFERENCES challenges (cid) ON DELETE CASCADE,
    outcome TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE blocks (
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    prefix TEXT NOT NULL,
    browser TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (account, prefix, browser)
) STRICT;

-- The one attempt ledger. `lane` is '' for all browsers together.
CREATE TABLE ledger (
    account TEXT NOT NULL,
    factor TEXT NOT NULL,
    lane TEXT NOT NULL,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    paused_until INTEGER NOT NULL,
    PRIMARY KEY (account, factor, lane)
) STRICT;

CREATE TABLE request_ids (
    device TEXT NOT NULL,
    jti BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (device, jti)
) STRICT;
CREATE INDEX request_ids_by_time ON request_ids (at);

-- Second steps: devices, other authenticator apps, backup codes, and how they come about.

CREATE TABLE enrollments (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL UNIQUE,
    setup_hash BLOB NOT NULL,
    -- The code and the setup code, sealed, for the page that shows them again.
    shown_sealed BLOB,
    setup_tries INTEGER NOT NULL DEFAULT 0,
    confirm_tries INTEGER NOT NULL DEFAULT 0,
    -- open, claimed, done, ended
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_live_enrollment ON enrollments (account) WHERE state IN ('open', 'claimed');

CREATE TABLE authorizations (
    hash BLOB NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    device_name TEXT NOT NULL,
    platform TEXT NOT NULL,
    code_challenge BLOB NOT NULL,
    dpop_jkt BLOB NOT NULL,
    redirect_uri TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE TABLE devices (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    enrollment TEXT REFERENCES enrollments (id) ON DELETE SET NULL,
    -- Identity of the message that made it: the same message gets the same device.
    message BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    platform TEXT NOT NULL,
    key_protection TEXT NOT NULL,
    app TEXT NOT NULL,
    versions TEXT NOT NULL,
    capabilities TEXT NOT NULL,
    pop TEXT NOT NULL,
    uv TEXT NOT NULL,
    pop_thumbprint BLOB NOT NULL UNIQUE,
    uv_thumbprint BLOB NOT NULL UNIQUE,
    -- unconfirmed, active, revoked
    state TEXT NOT NULL,
    first_factor INTEGER NOT NULL,
    confirm_sealed BLOB,
    otp_sealed BLOB,
    offline_sealed BLOB,
    last_step INTEGER NOT NULL DEFAULT 0,
    linked_at INTEGER NOT NULL,
    activated_at INTEGER,
    last_seen_at INTEGER,
    last_answer_at INTEGER,
    revoked_at INTEGER,
    revocation TEXT
) STRICT;
CREATE INDEX devices_of_account ON devices (account);

CREATE TABLE authenticators (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session TEXT NOT NULL,
    name TEXT NOT NULL,
    secret_sealed BLOB NOT NULL,
    -- pending, active
    state TEXT NOT NULL,
    last_step INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX authenticators_of_account ON authenticators (account);

CREATE TABLE backup_sets (
    account TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    made_at INTEGER NOT NULL,
    -- The codes, sealed, until the person says that they are kept, or ten minutes.
    shown_sealed BLOB,
    shown_until INTEGER NOT NULL
) STRICT;

CREATE TABLE backup_codes (
    account TEXT NOT NULL REFERENCES backup_sets (account) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    -- argon2id over an HMAC under a key outside the database.
    hash TEXT NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (account, place)
) STRICT;

-- What was proved for one reason, by one session; used up by the change it is for.
CREATE TABLE proofs (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    proved_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX proofs_of_session ON proofs (session);

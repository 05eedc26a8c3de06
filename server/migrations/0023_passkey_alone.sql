-- Passkeys alone: who signs in with a passkey and no password, and what browsers were asked that gave no name.

ALTER TABLE accounts ADD COLUMN passkey_alone INTEGER NOT NULL DEFAULT 0;

-- One question each, taken out by the reply to it.
CREATE TABLE passkey_doors (
    -- Of the login cookie.
    hash BLOB NOT NULL PRIMARY KEY,
    -- The network that asks: only so many are kept for each.
    prefix TEXT NOT NULL,
    -- What the reply is checked against, and what the browser is asked, as webauthn-rs writes them.
    state TEXT NOT NULL,
    options TEXT NOT NULL,
    -- Where to go afterwards.
    next TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX doors_of_network ON passkey_doors (prefix);

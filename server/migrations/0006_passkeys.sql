-- Passkeys and security keys, and what browsers were asked about them.

CREATE TABLE passkeys (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    credential_id BLOB NOT NULL UNIQUE,
    -- The public key and what the authenticator said about itself, as webauthn-rs writes it. Nothing in it is secret.
    credential TEXT NOT NULL,
    -- The signature counter that came last; 0 where the authenticator counts nothing.
    counter INTEGER NOT NULL,
    first_factor INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER
) STRICT;
CREATE INDEX passkeys_of_account ON passkeys (account);

-- One challenge each, taken out by the reply to it.
CREATE TABLE passkey_ceremonies (
    id TEXT NOT NULL PRIMARY KEY,
    -- Whose browser: a sign-in's (attempt) or that of somebody signed in (session), never both.
    attempt TEXT REFERENCES attempts (id) ON DELETE CASCADE,
    session TEXT REFERENCES sessions (id) ON DELETE CASCADE,
    -- register, sign-in, or the reason of a change
    purpose TEXT NOT NULL,
    -- What the reply is checked against, and what the browser is asked, as webauthn-rs writes them.
    state TEXT NOT NULL,
    options TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ceremonies_of_attempt ON passkey_ceremonies (attempt);
CREATE INDEX ceremonies_of_session ON passkey_ceremonies (session);

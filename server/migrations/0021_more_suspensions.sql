-- Suspension of passkeys and other authenticator apps, and what let each session in.

-- With the state `stopped`.
ALTER TABLE authenticators ADD COLUMN suspended_at INTEGER;
-- NULL while the passkey counts.
ALTER TABLE passkeys ADD COLUMN suspended_at INTEGER;
-- The device, authenticator app or passkey that let the session in, whether by an answer or by a code. It takes the
-- place of `device`.
ALTER TABLE sessions ADD COLUMN method TEXT;
UPDATE sessions SET method = device;

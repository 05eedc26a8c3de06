-- Suspension: a new device that its owner does not know, stopped by a link in the mail about it.

-- With the state `stopped`.
ALTER TABLE devices ADD COLUMN suspended_at INTEGER;
-- What the link of a mail takes back, as mail/undo.rs writes it; empty where it takes nothing back.
ALTER TABLE mails ADD COLUMN about TEXT NOT NULL DEFAULT '';

-- Policy and probation: how each person wants to be asked, and which authenticator apps were the first method.

-- tap, adaptive, strict; in force is the stronger one of this and the operator's.
ALTER TABLE accounts ADD COLUMN approval TEXT NOT NULL DEFAULT 'tap';
-- Whether adding it switched two-step verification on. Earlier ones count as if it had.
ALTER TABLE authenticators ADD COLUMN first_factor INTEGER NOT NULL DEFAULT 1;

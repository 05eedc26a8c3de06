-- Lanes: what is counted is counted apart for each trusted browser; all other browsers share the lane ''.

-- Guesses since the last success, however long ago.
ALTER TABLE ledger ADD COLUMN in_all INTEGER NOT NULL DEFAULT 0;
-- The lane whose sign-in or session asked, and the lane that a session came from.
ALTER TABLE challenges ADD COLUMN lane TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN lane TEXT NOT NULL DEFAULT '';

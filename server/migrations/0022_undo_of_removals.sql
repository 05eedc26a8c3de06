-- Undo of removals: whoever did not remove a method stops everything, and what joined after it does not count.

-- When the removal was that was undone last: each is undone once, and none from before it.
ALTER TABLE accounts ADD COLUMN undone_removal_at INTEGER;
-- While sign-ins are stopped for that reason: backup codes made since then do not let them go on.
ALTER TABLE accounts ADD COLUMN disputed_since INTEGER;

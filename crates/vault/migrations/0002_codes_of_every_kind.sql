-- Rows may hold `account/2`: codes of every kind, groups, notes, icons; and there may be a slot for a PIN. The tables
-- stay as they are. The number makes an older program say that the vault is newer, instead of listing such rows as
-- damaged.
SELECT 1;

-- Freeze: an owner who stops all sign-ins.

ALTER TABLE accounts ADD COLUMN frozen_at INTEGER;

-- What devices have ordered in signed words: each message counts once, for as long as its device is known.
CREATE TABLE orders (
    identity BLOB NOT NULL PRIMARY KEY,
    device TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_of_device ON orders (device);

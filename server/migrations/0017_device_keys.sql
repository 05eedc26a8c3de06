-- Key rotation: a device takes a new pair of keys into use, and no key that a device ever had comes back.

-- Identity of the message that brought the present pair: the same message again changes nothing.
ALTER TABLE devices ADD COLUMN keys_message BLOB;

CREATE TABLE former_keys (
    thumbprint BLOB NOT NULL PRIMARY KEY,
    device TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
    -- Until when it was the device's.
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX former_keys_of_device ON former_keys (device);

-- Push: where the wake-ups of each device go, and what it was woken for last.

CREATE TABLE push_subscriptions (
    device TEXT NOT NULL PRIMARY KEY REFERENCES devices (id) ON DELETE CASCADE,
    -- Another one for each subscription: what ends an older one leaves a newer one alone.
    id TEXT NOT NULL,
    -- Endpoint and keys, sealed: whoever knows them can wake the device.
    sealed BLOB NOT NULL,
    -- The key of this server that the push service expects.
    vapid TEXT NOT NULL,
    -- The question that it was woken for last, and when that was sent.
    told_cid BLOB,
    told_sent_at INTEGER,
    -- How the device stood when it was told last.
    told_standing TEXT NOT NULL
) STRICT;

-- In the transaction of the removal, whatever removes a device.
CREATE TRIGGER push_ends_with_the_device AFTER UPDATE OF state ON devices WHEN NEW.state = 'revoked'
BEGIN
    DELETE FROM push_subscriptions WHERE device = NEW.id;
END;

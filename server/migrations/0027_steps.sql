-- Steps of devices: where each one stands, so that two copies of one are noticed.

-- The last step that was taken, and the one before, which a request that comes late may name.
ALTER TABLE devices ADD COLUMN step BLOB;
ALTER TABLE devices ADD COLUMN step_before BLOB;
-- When a request named another step than the one where the device stands.
ALTER TABLE devices ADD COLUMN copied_at INTEGER;

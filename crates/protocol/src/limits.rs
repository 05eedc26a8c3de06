//! Numbers of CS/1 that both ends hold to.

/// How long a server holds a long poll at most, in seconds.
pub const WAIT_LIMIT_SECONDS: u64 = 25;
/// The longest nonce that a device has to take, in characters.
pub const NONCE_LIMIT: usize = 64;
/// How long a code for an enrollment, its unconfirmed device, and an authorization code live, in seconds.
pub const ENROLLMENT_SECONDS: u64 = 300;
/// How long after activation a device may fetch its secrets, in seconds.
pub const ACTIVATION_SECONDS: u64 = 600;
/// How often the six digits may be typed wrong before an enrollment is void.
pub const CONFIRM_TRIES: u32 = 3;
/// How often an enrollment's setup code may be tried.
pub const SETUP_CODE_TRIES: u32 = 5;
/// How many messages with a number a challenge takes before it has failed.
pub const NUMBER_TRIES: u32 = 3;
/// How long a challenge lives unless the server is configured otherwise, in seconds; 30 to 300.
pub const CHALLENGE_SECONDS: u64 = 120;
/// How long an approval may wait for its page, in seconds.
pub const APPROVAL_SECONDS: u64 = 300;
/// How long after its end a challenge still takes *It wasn't me*, in seconds.
pub const NOT_ME_SECONDS: u64 = 24 * 60 * 60;
/// How long the name of a request is remembered, in seconds.
pub const REQUEST_SECONDS: u64 = 600;
/// How many handovers of instance keys a server keeps for devices that slept.
pub const CHAIN_LINKS: usize = 32;
/// How many methods with codes an account has at most.
pub const DEVICE_LIMIT: usize = 5;
/// How many backup codes are made at once.
pub const BACKUP_CODES: usize = 10;
/// How many long polls a device may have open; one more ends the oldest.
pub const OPEN_WAITS: usize = 2;

//! The shapes of JSON bodies. The types that are sent and read are `countersign_protocol`'s; tests compare both.

#![expect(dead_code, reason = "these types are shapes of others")]

use utoipa::ToSchema;

/// The devices of an account.
#[derive(ToSchema)]
pub(in crate::api) struct DeviceList {
    devices: Vec<ListedDevice>,
    /// Since when all sign-ins are stopped, in seconds since 1970; absent while they are not.
    #[schema(nullable = false)]
    frozen_at: Option<u64>,
    /// When a reset that administrators started takes all second steps of the account, in seconds since 1970; absent
    /// while none waits.
    #[schema(nullable = false)]
    reset_at: Option<u64>,
}

/// One device of an account.
#[derive(ToSchema)]
pub(in crate::api) struct ListedDevice {
    #[schema(pattern = "^[A-Za-z0-9_-]{1,64}$")]
    id: String,
    /// What its person calls it.
    #[schema(min_length = 1, max_length = 64)]
    name: String,
    /// `android`, `ios`, `linux`, `macos`, `windows`, or another word.
    #[schema(min_length = 1, max_length = 32)]
    platform: String,
    state: DeviceState,
    /// When it was linked, in seconds since 1970.
    linked_at: u64,
    /// When it last asked for something, in seconds since 1970.
    #[schema(required)]
    last_seen: Option<u64>,
}

/// Where a device stands.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(in crate::api) enum DeviceState {
    /// The six digits have not been typed on the page.
    Unconfirmed,
    /// It counts.
    Active,
}

/// What a device changes about itself: any of the members.
#[derive(ToSchema)]
pub(in crate::api) struct DevicePatch {
    /// 1 to 64 code points, NFC, no control or format characters (Cc, Cf).
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 64,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]+$"
    )]
    name: Option<String>,
    /// The app and its version, in ASCII.
    #[schema(nullable = false, min_length = 1, max_length = 64, pattern = r"^[\u0000-\u007F]+$")]
    app: Option<String>,
    /// The versions of the protocol that it speaks.
    #[schema(nullable = false, max_items = 16)]
    versions: Option<Vec<u32>>,
    /// What it can answer: `tap`, `number`, `scan`, `offline`; others are kept as they are.
    #[schema(nullable = false, max_items = 16)]
    capabilities: Option<Vec<String>>,
}

/// Entries of the account's journal (`docs/journal.md`).
#[derive(ToSchema)]
pub(in crate::api) struct JournalPage {
    /// The texts of the entries as they are hashed, the oldest first.
    #[schema(max_items = 64)]
    entries: Vec<String>,
}

/// Where a challenge stands; only forward.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(in crate::api) enum ChallengeState {
    Pending,
    Approved,
    Declined,
    Cancelled,
    Expired,
    Failed,
    Consumed,
}

/// Where a challenge stands, and who decided when.
#[derive(ToSchema)]
pub(in crate::api) struct ChallengeStatus {
    #[schema(pattern = "^[A-Za-z0-9_-]{22}$")]
    cid: String,
    state: ChallengeState,
    /// The name of the device that decided.
    #[schema(nullable = false)]
    by: Option<String>,
    /// When, in seconds since 1970.
    #[schema(nullable = false)]
    at: Option<u64>,
}

/// A problem (RFC 9457).
#[derive(ToSchema)]
pub(in crate::api) struct Problem {
    /// `urn:countersign:problem:<name>`; one that is not known is treated by its status.
    r#type: String,
    /// A short sentence for developers.
    title: String,
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// With `wrong-number`: how many tries are left.
    #[schema(nullable = false)]
    tries_left: Option<u32>,
    /// With `challenge-ended`: how.
    #[schema(nullable = false)]
    state: Option<ChallengeState>,
    /// With `challenge-ended`: the name of the device that decided.
    #[schema(nullable = false)]
    by: Option<String>,
    /// With `challenge-ended`: when, in seconds since 1970.
    #[schema(nullable = false)]
    at: Option<u64>,
}

/// The server answers, and so does its database.
#[derive(ToSchema)]
pub(in crate::api) struct Health {
    /// `ok`.
    #[schema(pattern = "^ok$")]
    status: String,
}

/// Where a device's wake-ups go (RFC 8030), and the keys that they are sealed for (RFC 8291).
#[derive(ToSchema)]
pub(in crate::api) struct PushSubscription {
    kind: PushKind,
    /// `https`, no user info, no fragment, a port that the operator allows, and no address that is not public.
    #[schema(max_length = 1000, pattern = "^https?://")]
    endpoint: String,
    /// An uncompressed point of P-256.
    #[schema(pattern = "^[A-Za-z0-9_-]{87}$")]
    p256dh: String,
    /// 16 bytes.
    #[schema(pattern = "^[A-Za-z0-9_-]{22}$")]
    auth: String,
}

/// How a device is woken.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub(in crate::api) enum PushKind {
    /// Web Push.
    WebPush,
}

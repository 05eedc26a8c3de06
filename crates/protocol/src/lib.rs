//! What app and server say to each other (CS/1): types, signing, verifying.
//!
//! Knows no network, no storage and no clock: times are parameters. The written protocol is `docs/protocol.md`;
//! its vectors are in this crate's tests.

mod challenge_status;
mod devices;
mod digest;
pub mod encoding;
mod header;
mod id;
mod journal;
mod jwk;
mod jws;
mod key;
pub mod limits;
mod link;
pub mod message;
mod nonce;
mod object;
mod optional;
mod origin;
mod pin;
mod problem;
pub mod push;
mod setup_code;
mod text;

pub use challenge_status::{ChallengeState, ChallengeStatus};
pub use devices::{DeviceList, DevicePatch, ListedDevice};
pub use digest::{Digest, Thumbprint};
pub use id::{
    AccountId, AuthorizationCode, ChallengeId, DeviceId, EnrollmentCode, NotAnId, RequestId, ScanSecret,
    StepId,
};
pub use journal::{BrokenJournal, JOURNAL_PAGE, JournalEntry, JournalHead, JournalPage, follow};
pub use jwk::{NotAPublicKey, PublicJwk};
pub use jws::{Jws, JwsError, KeyRule, MESSAGE_LIMIT, Message, Unverified, Verified};
pub use key::{CannotSign, NotAPrivateKey, Signer, SigningKey};
pub use link::{ApproveLink, EnrollLink, LINK_LIMIT, Link, LinkError, OfflineLink, OpenLink};
pub use nonce::{BUCKET_SECONDS, NonceMaker};
pub use object::read_object;
pub use origin::{NotAnOrigin, Origin};
pub use pin::{KeptKeys, PinError};
pub use problem::{Problem, ProblemKind};
pub use setup_code::{CROCKFORD, NotASetupCode, SetupCode};
pub use text::{NotPersonText, PersonText};

/// The version of the protocol that this software speaks.
pub const VERSION: u32 = 1;

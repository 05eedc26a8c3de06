//! The signed messages of CS/1, one file each.

mod account;
mod answer;
mod challenge;
mod enroll;
mod instance;
mod proof;
mod request;
mod revoke;

pub use account::{Account, AccountState, Approval, Confirm, Confirmation, OfflineKey, Otp, Policy};
pub use answer::{Answer, Decision, DeclineReason, Verification};
pub use challenge::{Challenge, Context, Mode, Reason, Unanswerable, VerifiedChallenge};
pub use enroll::{Capability, DeviceDescription, Enroll, Grant, KeyProtection, VerifiedEnroll};
pub use instance::{Instance, Jwks, KeyLink, Links, Push};
pub use proof::Proof;
pub use request::{Request, RequestError, authorization, read_authorization};
pub use revoke::{Revocation, Revoke, Revoked};

//! The signed messages of CS/1, one file each.

mod account;
mod answer;
mod by_person;
mod challenge;
mod enroll;
mod freeze;
mod grant;
mod instance;
mod keys;
mod proof;
mod request;
mod revoke;

pub use account::{Account, AccountState, Approval, Confirm, Confirmation, OfflineKey, Otp, Policy};
pub use answer::{Answer, AnswerError, Decision, DeclineReason, Verification};
pub use by_person::ByPerson;
pub use challenge::{Challenge, Context, Mode, Reason, Seen, Unanswerable, VerifiedChallenge};
pub use enroll::{Capability, DeviceDescription, Enroll, KeyProtection, VerifiedEnroll};
pub use freeze::{Freeze, Unlock};
pub use grant::Grant;
pub use instance::{Instance, Jwks, KeyLink, Links, Push};
pub use keys::{Keys, VerifiedKeys};
pub use proof::Proof;
pub use request::{Request, RequestError, Step, authorization, read_authorization};
pub use revoke::{Revocation, Revoke, Revoked};

//! The device API described in OpenAPI 3.1, for tools: each handler carries its own description, and a route without
//! one cannot be added. `docs/protocol.md` stays the text that counts; `docs/openapi.json` is what is made here.

mod bodies;
mod document;
mod parameters;
mod problems;
mod serve;
mod signed;

pub(super) use bodies::{ChallengeStatus, DeviceList, DevicePatch, Health, JournalPage, PushSubscription};
pub(super) use document::{begin, finish};
pub(super) use parameters::{ChallengePath, DevicePath, IfNoneMatch};
pub(super) use problems::{ACTIVE, CHANGES, PROOF, Removed, SIGNED, grouped, problems};
pub(super) use signed::{
    CsAccount, CsAnswer, CsChallenge, CsEnroll, CsFreeze, CsInstance, CsKeys, CsRevoke, CsUnlock,
};

pub(super) use serve::*;

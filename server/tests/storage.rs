//! The operations of the storage, met only through their own border, so that a second database can be run through
//! the same tests: `fixture` is the one place that opens it.

#[path = "storage/fixture.rs"]
mod fixture;

#[path = "storage/accounts.rs"]
mod accounts;
#[path = "storage/administration.rs"]
mod administration;
#[path = "storage/answers.rs"]
mod answers;
#[path = "storage/codes.rs"]
mod codes;
#[path = "storage/enrollments.rs"]
mod enrollments;
#[path = "storage/interleavings.rs"]
mod interleavings;
#[path = "storage/journal.rs"]
mod journal;
#[path = "storage/lanes.rs"]
mod lanes;
#[path = "storage/methods.rs"]
mod methods;
#[path = "storage/offline.rs"]
mod offline;
#[path = "storage/probation.rs"]
mod probation;
#[path = "storage/restarts.rs"]
mod restarts;
#[path = "storage/sign_ins.rs"]
mod sign_ins;

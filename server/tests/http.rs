//! The server through HTTP in process: what people, devices and strangers get. `people` is the one place that knows
//! how a story begins, `post_office` a real mail server that keeps what it gets.

#[path = "http/key.rs"]
mod key;
#[path = "http/people.rs"]
mod people;

#[path = "http/post_office.rs"]
mod post_office;

#[path = "http/account.rs"]
mod account;
#[path = "http/admin.rs"]
mod admin;
#[path = "http/admin_reset.rs"]
mod admin_reset;
#[path = "http/authorize.rs"]
mod authorize;
#[path = "http/changes.rs"]
mod changes;
#[path = "http/copies.rs"]
mod copies;
#[path = "http/device_api.rs"]
mod device_api;
#[path = "http/device_keys.rs"]
mod device_keys;
#[path = "http/events.rs"]
mod events;
#[path = "http/forms.rs"]
mod forms;
#[path = "http/freeze.rs"]
mod freeze;
#[path = "http/instance_keys.rs"]
mod instance_keys;
#[path = "http/languages.rs"]
mod languages;
#[path = "http/lessons.rs"]
mod lessons;
#[path = "http/limits.rs"]
mod limits;
#[path = "http/mail.rs"]
mod mail;
#[path = "http/main_job.rs"]
mod main_job;
#[path = "http/offline.rs"]
mod offline;
#[path = "http/openapi.rs"]
mod openapi;
#[path = "http/other_ways.rs"]
mod other_ways;
#[path = "http/passkey_alone.rs"]
mod passkey_alone;
#[path = "http/passkeys.rs"]
mod passkeys;
#[path = "http/passwords.rs"]
mod passwords;
#[path = "http/policy.rs"]
mod policy;
#[path = "http/probation.rs"]
mod probation;
#[path = "http/push.rs"]
mod push;
#[path = "http/push_relay.rs"]
mod push_relay;
#[path = "http/relinking.rs"]
mod relinking;
#[path = "http/removals.rs"]
mod removals;
#[path = "http/restored.rs"]
mod restored;
#[path = "http/scanning.rs"]
mod scanning;
#[path = "http/sending.rs"]
mod sending;
#[path = "http/static_files.rs"]
mod static_files;
#[path = "http/suspension.rs"]
mod suspension;
#[path = "http/trust.rs"]
mod trust;
#[path = "http/two_at_once.rs"]
mod two_at_once;
#[path = "http/undo.rs"]
mod undo;

//! Other apps' exports, and texts with many setup codes, turned into accounts.
//!
//! A file is told apart by its content ([`recognize`]), never by its name, and read into a preview ([`read`]): the
//! accounts, and what could not come and why. Nothing is stored here, nothing is logged, no error repeats any part
//! of a file but names of its fields. What a file may cost is bounded before it is paid ([`Limits`]).

mod android;
mod apps;
mod archive;
mod crypto;
mod draft;
mod entry;
mod error;
mod format;
mod icon_pack;
mod json;
mod limits;
mod lines;
mod migration;
mod openpgp;
mod passphrase;
mod reading;
mod recognizing;
mod skipped;
mod source;
mod sqlcipher;
mod sqlite;
mod table;
pub(crate) mod uri;

pub use entry::{Icon, Imported, ImportedEntry, Note};
pub use error::{Excess, ImportError};
pub use format::Format;
pub use icon_pack::{IconPack, IconPackError, PackIcon, SmallPack};
pub use limits::{KdfCost, Limits};
pub use lines::{ReadTexts, read_account, read_account_with_pin, read_texts};
pub(crate) use lines::{SCHEMES, embedded};
pub use passphrase::Passphrase;
pub use reading::{Reading, read, read_table};
pub use recognizing::recognize;
pub use skipped::{Place, SkipReason, Skipped};
pub use table::{Column, ColumnRole, TableLook, TableMapping, look_at_table};

//! Ways to others: what their apps read, and what fits on paper. Each says first what cannot go with it.

mod aegis;
mod losses;
mod migration;
mod otpauth;
mod sheet;

pub use aegis::{aegis_encrypted, aegis_plain};
pub use losses::{AccountLosses, Format, Loss, Losses, losses};
pub use migration::{MigrationPage, migration_pages};
pub use otpauth::{AccountQr, account_qr, otpauth_list};
pub use sheet::sheet;

/// Fills a buffer with random bytes.
pub type Random<'a> = &'a dyn Fn(&mut [u8]);

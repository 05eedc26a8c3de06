//! Short marks by which a change is noticed. They tell nothing to who has not the vault, and lie in it anyway.

use countersign_otp::Generator;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::document::Backup;
use crate::recovery::Keys;
use crate::writing;

/// Another one as soon as anything in the backup but its time is another.
pub fn of_backup(backup: &Backup) -> String {
    let mut hash = Sha256::new();
    hash.update(writing::content_json(backup).as_slice());
    HEXLOWER.encode(&hash.finalize()[..16])
}

/// Another one as soon as the codes are made in another way; a counter that goes on is none.
pub fn of_codes(codes: &Generator) -> String {
    let mut hash = Sha256::new();
    let pin = codes.reveal_pin().map_or("", countersign_otp::Pin::reveal);
    let period = codes.period().map_or(0, countersign_otp::Period::seconds);
    for part in [codes.kind().name(), codes.algorithm_name(), pin] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.update([codes.length()]);
    hash.update(period.to_be_bytes());
    hash.update(codes.reveal_secret().reveal_bytes());
    HEXLOWER.encode(&hash.finalize()[..6])
}

/// Another one as soon as a key on the recovery sheet is another.
pub fn of_sheet(keys: Keys<'_>) -> String {
    let mut hash = Sha256::new();
    hash.update(keys.recovery_key);
    hash.update(keys.identity.reveal_text().as_bytes());
    HEXLOWER.encode(&hash.finalize()[..16])
}

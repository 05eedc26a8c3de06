//! Why the vault does not open, and what to do. Nothing has been changed.

use countersign_authenticator::Phase;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::place::Place;

/// There is no vault, and nothing would be put into a new one.
pub(crate) fn nothing_at(place: &Place) -> Failure {
    let sentence = format!(
        "There is no vault at {}. Add an account first, or say where the vault is: --vault PATH.",
        place.vault().display()
    );
    Failure::new(Exit::Closed, "vault_missing", sentence)
}

/// The vault stays shut in this phase.
pub(crate) fn stays_shut(phase: Phase, place: &Place) -> Failure {
    let path = place.vault().display();
    let (code, sentence) = match phase {
        Phase::KeyStoreLocked => (
            "key_store_locked",
            "The system’s key store does not give the vault’s key. Unlock it, then try again. The passphrase and the \
             12 words of the recovery sheet open the vault without it."
                .to_owned(),
        ),
        Phase::KeyMissing => (
            "key_missing",
            format!(
                "The vault {path} is here; its key is not in the system’s key store. Nothing was changed. \
                 The 12 words of the recovery sheet open it: type them in a terminal, or name a file with them by \
                 --passphrase-file. Without the sheet, restore a backup beside it: countersign restore FILE \
                 --begin-anew."
            ),
        ),
        Phase::VaultMissing => (
            "vault_missing",
            format!(
                "The key is here; the vault {path} is not. Nothing was changed. Bring the file back if you can. \
                 Otherwise begin with an empty vault and restore a backup: countersign restore FILE --begin-anew."
            ),
        ),
        Phase::VaultDamaged => (
            "vault_damaged",
            format!(
                "The vault {path} is damaged. Nothing was changed. See what can be read of it, and save that: \
                 countersign salvage. Or restore a backup beside it: countersign restore FILE --begin-anew."
            ),
        ),
        Phase::VaultNewer => (
            "vault_newer",
            format!("A newer version made the vault {path}. Nothing was changed. Update this program."),
        ),
        Phase::Ready | Phase::PassphraseWanted | Phase::Locked => {
            ("vault_state", "The vault is in another state by now. Try again.".to_owned())
        }
    };
    Failure::new(Exit::Closed, code, sentence)
}

//! The icon of an account: what the person has chosen for it, kept in the vault. Which icon fits a name is the window's
//! to find, for the app's own set; for packs it is in `icon_packs`.

use countersign_enrollment::small_picture;
use countersign_vault::{AccountId, Icon};

use crate::Authenticator;
use crate::backing_up::blocking;
use crate::error::Error;
use crate::ports::Event;
use crate::view::IconChoice;

/// The name of the letter, for accounts that keep it. No icon of another app is called so.
pub(crate) const LETTER: &str = "letter-tile";
const NAME_BYTES_AT_MOST: usize = 64;

impl Authenticator {
    /// Gives an account the icon that the person chose. Pictures are made small and written anew.
    ///
    /// # Errors
    /// [`Error::Image`], [`Error::NameInvalid`], [`Error::IconUnknown`], [`Error::AccountUnknown`], [`Error::Locked`]
    /// and those of the vault.
    pub async fn set_icon(&self, id: AccountId, choice: IconChoice) -> Result<(), Error> {
        let icon = match choice {
            IconChoice::ByName => None,
            IconChoice::Letter => Some(Icon::Name(LETTER.to_owned())),
            IconChoice::BuiltIn(name) => Some(Icon::Name(built_in(name)?)),
            IconChoice::Picture(file) => Some(picture(blocking(move || small_picture(&file)).await??)),
            IconChoice::OfPack { pack, index } => Some(picture(self.pack_picture(pack, index).await?)),
        };
        self.vault()?.update_account(id, |account| account.extras.icon = icon).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }
}

fn picture(bytes: Vec<u8>) -> Icon {
    Icon::Picture { media_type: "image/png".into(), bytes }
}

/// Names in the app's set are short and plain.
fn built_in(name: String) -> Result<String, Error> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_name = (1..=NAME_BYTES_AT_MOST).contains(&name.len()) && name.bytes().all(is_plain);
    if is_name { Ok(name) } else { Err(Error::NameInvalid) }
}

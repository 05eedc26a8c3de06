//! Icon packs: each lies in a file of its own beside the vault, with its pictures made small already. They are no
//! secret: a pack holds icons for thousands of services, not only for those that somebody has accounts with.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use countersign_backup::{Disk, Existing, Files as _, put};
use countersign_enrollment::import::{IconPack, SmallPack};
use countersign_vault::{Account, AccountId, Icon};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::backing_up::blocking;
use crate::error::Error;
use crate::icons::LETTER;
use crate::view::{IconPackAdded, IconPackView, PackIconView, PackMatch};

const FOLDER: &str = "icon-packs";
const ENDING: &str = ".zip";
const FILE_BYTES_AT_MOST: usize = 32 << 20;
/// Pictures of one answer to a search.
const FOUND_AT_MOST: usize = 60;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

impl Authenticator {
    /// Installs a pack from its file. It takes the place of another version of itself. It can take some seconds.
    ///
    /// # Errors
    /// [`Error::IconPack`] and [`Error::Backup`].
    pub async fn add_icon_pack(&self, file: Zeroizing<Vec<u8>>) -> Result<IconPackAdded, Error> {
        let folder = self.icon_pack_folder();
        blocking(move || add(&folder, &file)).await?
    }

    /// The installed packs by their names. A file that cannot be read is left out.
    ///
    /// # Errors
    /// [`Error::System`].
    pub async fn icon_packs(&self) -> Result<Vec<IconPackView>, Error> {
        let folder = self.icon_pack_folder();
        blocking(move || each_pack(&folder).iter().filter_map(|file| view(file)).collect()).await
    }

    /// Removes a pack. Icons that were chosen from it stay with their accounts.
    ///
    /// # Errors
    /// [`Error::IconUnknown`] and [`Error::System`].
    pub async fn remove_icon_pack(&self, id: &str) -> Result<(), Error> {
        let path = self.path_of_pack(id).ok_or(Error::IconUnknown)?;
        blocking(move || match Disk.remove(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Error::IconUnknown),
            other => other.map_err(Error::System),
        })
        .await?
    }

    /// The icons of packs that fit accounts by the name of their service, for accounts that only have codes and for
    /// which the person has chosen neither a picture nor the letter. A server that the app is linked with gets none:
    /// by calling itself like a brand it must not look like it.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn icons_of_packs(&self) -> Result<Vec<PackMatch>, Error> {
        let listing = self.vault()?.accounts().await?;
        let mut accounts: BTreeMap<String, Vec<AccountId>> = BTreeMap::new();
        for account in listing.accounts.iter().filter(|account| takes_any(account)) {
            accounts.entry(account.shown_service().trim().to_lowercase()).or_default().push(account.id());
        }
        let folder = self.icon_pack_folder();
        blocking(move || matches(&folder, accounts)).await
    }

    /// Icons of the installed packs that fit what was typed; the first few of them.
    ///
    /// # Errors
    /// [`Error::System`].
    pub async fn find_pack_icons(&self, typed: &str) -> Result<Vec<PackIconView>, Error> {
        let (folder, typed) = (self.icon_pack_folder(), typed.to_owned());
        blocking(move || found(&folder, &typed)).await
    }

    /// The picture of one icon.
    pub(crate) async fn pack_picture(&self, id: String, index: usize) -> Result<Vec<u8>, Error> {
        let path = self.path_of_pack(&id).ok_or(Error::IconUnknown)?;
        blocking(move || {
            let file = Disk.read(&path, FILE_BYTES_AT_MOST).map_err(|_| Error::IconUnknown)?;
            png(&mut IconPack::open(&file)?, index).ok_or(Error::IconUnknown)
        })
        .await?
    }

    fn icon_pack_folder(&self) -> PathBuf {
        self.inner.settings.vault.with_file_name(FOLDER)
    }

    /// Where a pack of this id lies; nothing if the text is no id, whose letters could lead elsewhere.
    fn path_of_pack(&self, id: &str) -> Option<PathBuf> {
        let is_id = id.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
        (is_id && !id.is_empty()).then(|| self.icon_pack_folder().join(format!("{id}{ENDING}")))
    }
}

fn add(folder: &Path, file: &[u8]) -> Result<IconPackAdded, Error> {
    let pack = IconPack::open(file)?;
    let (id, name, version) = (pack.id().to_owned(), pack.name().to_owned(), pack.version());
    let SmallPack { file, icons, left_out } = pack.small()?;
    std::fs::create_dir_all(folder).map_err(Error::System)?;
    put(&Disk, &folder.join(format!("{id}{ENDING}")), &file, Existing::Replace)?;
    Ok(IconPackAdded { pack: IconPackView { id, name, version, icons }, left_out })
}

fn view(file: &[u8]) -> Option<IconPackView> {
    let pack = IconPack::open(file).ok()?;
    let (id, name) = (pack.id().to_owned(), pack.name().to_owned());
    Some(IconPackView { id, name, version: pack.version(), icons: pack.icons().len() })
}

/// The files of the packs that can be read, by the packs' names.
fn each_pack(folder: &Path) -> Vec<Vec<u8>> {
    let entries = Disk.list(folder).unwrap_or_default();
    let packs = entries.iter().filter(|entry| entry.name.ends_with(ENDING));
    let mut files: Vec<(String, Vec<u8>)> = packs
        .filter_map(|entry| Disk.read(&folder.join(&entry.name), FILE_BYTES_AT_MOST).ok())
        .filter_map(|file| Some((IconPack::open(&file).ok()?.name().to_lowercase(), file)))
        .collect();
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    files.into_iter().map(|(_, file)| file).collect()
}

fn matches(folder: &Path, mut accounts: BTreeMap<String, Vec<AccountId>>) -> Vec<PackMatch> {
    let mut found = Vec::new();
    if accounts.is_empty() {
        return found;
    }
    for file in each_pack(folder) {
        let Ok(mut pack) = IconPack::open(&file) else { continue };
        let fitting = |service: &String| pack.icons().iter().position(|icon| icon.is_of(service));
        let fits: Vec<(String, usize)> =
            accounts.keys().filter_map(|service| Some((service.clone(), fitting(service)?))).collect();
        for (service, index) in fits {
            let Some(picture) = png(&mut pack, index) else { continue };
            let accounts = accounts.remove(&service).unwrap_or_default();
            found.push(PackMatch { accounts, picture });
        }
    }
    found
}

fn found(folder: &Path, typed: &str) -> Vec<PackIconView> {
    let mut found = Vec::new();
    for file in each_pack(folder) {
        let Ok(mut pack) = IconPack::open(&file) else { continue };
        let fitting = |(index, icon): (usize, &countersign_enrollment::import::PackIcon)| {
            icon.fits(typed).then(|| (index, icon.name.clone()))
        };
        let fits: Vec<(usize, String)> = pack.icons().iter().enumerate().filter_map(fitting).collect();
        for (index, name) in fits.into_iter().take(FOUND_AT_MOST - found.len()) {
            let Some(picture) = png(&mut pack, index) else { continue };
            found.push(PackIconView { pack: pack.id().to_owned(), index, name, picture });
        }
    }
    found
}

/// A picture of a pack. What lies in the folder was written by this app; nothing but a PNG goes on from there.
fn png(pack: &mut IconPack<'_>, index: usize) -> Option<Vec<u8>> {
    pack.picture(index).ok().filter(|picture| picture.starts_with(PNG))
}

fn takes_any(account: &Account) -> bool {
    let is_chosen = match &account.extras.icon {
        Some(Icon::Picture { .. }) => true,
        Some(Icon::Name(name)) => name == LETTER,
        None => false,
    };
    account.pairing.is_none() && account.extras.former_link.is_none() && !is_chosen
}

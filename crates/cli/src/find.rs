//! Which account a typed name means.

use countersign_authenticator::{AccountId, AccountView, TrashedView};

use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::plain::plain;

/// Something that goes by the names of an account.
pub(crate) trait Named {
    /// Its id.
    fn id(&self) -> AccountId;
    /// The service's name.
    fn service(&self) -> &str;
    /// The user's name.
    fn user(&self) -> &str;
}

impl Named for AccountView {
    fn id(&self) -> AccountId {
        self.id
    }

    fn service(&self) -> &str {
        &self.service
    }

    fn user(&self) -> &str {
        &self.user
    }
}

impl Named for TrashedView {
    fn id(&self) -> AccountId {
        self.id
    }

    fn service(&self) -> &str {
        &self.service
    }

    fn user(&self) -> &str {
        &self.user
    }
}

/// How well a name fits; the first is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The account's id.
    Id,
    /// A whole name, or both.
    Whole,
    /// The beginning of a name.
    Start,
    /// Each word is in the names.
    Words,
    /// The letters stand in the names in this order.
    Letters,
}

/// The one account that fits best.
///
/// # Errors
/// None fits, or several fit equally well; these are listed.
pub(crate) fn find<'a, T: Named>(accounts: &'a [T], name: &str) -> Outcome<&'a T> {
    let fits: Vec<_> = accounts.iter().filter_map(|each| Some((fit(each, name)?, each))).collect();
    let best = fits.iter().map(|(fit, _)| *fit).min();
    let found: Vec<_> =
        fits.into_iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, each)| each).collect();
    match found.as_slice() {
        [] => {
            let sentence = format!("No account fits “{name}”. `countersign list` shows all.");
            Err(Failure::new(Exit::NotFound, "account_unknown", sentence))
        }
        [one] => Ok(one),
        several => {
            let lines: Vec<_> =
                several.iter().map(|each| format!("\n  {}  {}", each.id(), plain(&names(*each)))).collect();
            let sentence =
                format!("Several accounts fit “{name}”. Say more, or give the id:{}", lines.concat());
            Err(Failure::new(Exit::Several, "several_accounts", sentence))
        }
    }
}

/// Both names of an account in one line.
pub(crate) fn names(account: &impl Named) -> String {
    both(account.service(), account.user())
}

/// A service's and a user's name in one line.
pub(crate) fn both(service: &str, user: &str) -> String {
    match (service, user) {
        ("", user) => user.to_owned(),
        (service, "") => service.to_owned(),
        (service, user) => format!("{service}, {user}"),
    }
}

fn fit(account: &impl Named, name: &str) -> Option<Fit> {
    let name = name.trim().to_lowercase();
    let (service, user) = (account.service().to_lowercase(), account.user().to_lowercase());
    let together = format!("{service} {user}");
    if name.is_empty() {
        return None;
    }
    let whole =
        [service.clone(), user.clone(), together.clone(), both(&service, &user), format!("{service}:{user}")];
    if account.id().to_string() == name {
        Some(Fit::Id)
    } else if whole.contains(&name) {
        Some(Fit::Whole)
    } else if service.starts_with(&name) || user.starts_with(&name) {
        Some(Fit::Start)
    } else if name.split_whitespace().all(|word| together.contains(word)) {
        Some(Fit::Words)
    } else {
        has_letters_in_order(&together, &name).then_some(Fit::Letters)
    }
}

fn has_letters_in_order(text: &str, letters: &str) -> bool {
    let mut rest = text.chars();
    letters.chars().filter(|each| !each.is_whitespace()).all(|wanted| rest.any(|each| each == wanted))
}

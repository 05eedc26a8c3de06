//! A preview as text and as JSON. Never a secret; a code only where a moment was named.

use countersign_authenticator::{
    Authenticator, EntryIcon, EntryStanding, EntryView, ImportDone, ImportPreview, PendingView, SkippedPlace,
    SkippedView, UnixTime,
};
use serde::Serialize;
use zeroize::Zeroizing;

use super::reasons;
use crate::failure::{Failure, Outcome};
use crate::find::both;
use crate::plain::plain;
use crate::screen::{Screen, faint, strong};

type Code = Option<Zeroizing<String>>;

#[derive(Serialize)]
struct Preview<'a> {
    format: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    made_at: Option<u64>,
    entries: Vec<Entry<'a>>,
    skipped: Vec<Skipped<'a>>,
    /// Servers to be linked with, each by itself.
    links: Vec<String>,
    /// Accounts whose codes also need a PIN; the terminal asks for it.
    need_pin: Vec<String>,
    /// What came; none for a preview.
    done: Option<Done>,
}

#[derive(Serialize)]
struct Entry<'a> {
    issuer: &'a str,
    account: &'a str,
    kind: Option<&'static str>,
    algorithm: Option<&'static str>,
    digits: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    /// `new`, `here`, `differs`, `repeats`.
    standing: &'static str,
    groups: &'a [String],
    pinned: bool,
    note: bool,
    /// `none`, `comes`, `too_large`.
    icon: &'static str,
    weak: bool,
}

#[derive(Serialize)]
struct Skipped<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    reason: &'static str,
    message: String,
}

#[derive(Serialize)]
struct Done {
    import: Option<String>,
    added: usize,
    replaced: usize,
    skipped: usize,
}

/// The codes of all entries at a moment, in their order.
pub(super) fn codes(core: &Authenticator, preview: &ImportPreview, moment: UnixTime) -> Outcome<Vec<Code>> {
    let made = |entry: &EntryView| {
        entry.codes.map(|_| core.reveal_preview_code(preview.id, entry.index, moment)).transpose()
    };
    preview.entries.iter().map(|entry| made(entry).map_err(Failure::from)).collect()
}

/// Prints it. Without codes the list of them is empty.
pub(super) fn print(
    preview: &ImportPreview,
    codes: &[Code],
    done: Option<&ImportDone>,
    screen: &Screen,
) -> Outcome {
    let code = |index: usize| codes.get(index).and_then(Option::as_ref).map(|code| code.as_str());
    if screen.is_json() {
        return screen.value(&Preview {
            format: preview.source.name(),
            made_at: preview.made_at.map(UnixTime::seconds),
            entries: preview
                .entries
                .iter()
                .enumerate()
                .map(|(index, each)| entry(each, code(index)))
                .collect(),
            skipped: preview.skipped.iter().map(skipped).collect(),
            links: named(preview, |link| !matches!(link, PendingView::PinNeeded { .. })),
            need_pin: named(preview, |link| matches!(link, PendingView::PinNeeded { .. })),
            done: done.map(|done| Done {
                import: done.import.map(|id| id.to_string()),
                added: done.added,
                replaced: done.replaced,
                skipped: done.skipped,
            }),
        });
    }
    screen.line(&format!("{}: {}", strong(&plain(preview.source.name())), count(preview.entries.len())))?;
    for (index, each) in preview.entries.iter().enumerate() {
        let kind = each.codes.map_or("no codes", |codes| codes.kind.name());
        let code = code(index).map(|code| format!("  {}", strong(code))).unwrap_or_default();
        let names = plain(&both(&each.service, &each.user));
        screen.line(&format!("  {:7}  {names}  {}{code}", standing(each.standing), faint(kind)))?;
    }
    for each in &preview.skipped {
        screen.line(&format!("  {:7}  {}", "cannot", plain(&left_out(each))))?;
    }
    for each in &preview.links {
        let what = if matches!(each, PendingView::PinNeeded { .. }) { "pin" } else { "link" };
        screen.line(&format!("  {what:7}  {}", plain(&origin(each))))?;
    }
    if let Some(done) = done {
        screen.note(&super::said(done));
    }
    Ok(())
}

fn entry<'a>(view: &'a EntryView, code: Option<&'a str>) -> Entry<'a> {
    Entry {
        issuer: &view.service,
        account: &view.user,
        kind: view.codes.map(|codes| codes.kind.name()),
        algorithm: view.codes.map(|codes| codes.algorithm),
        digits: view.codes.map(|codes| codes.digits),
        period: view.codes.and_then(|codes| codes.period),
        counter: view.codes.and_then(|codes| codes.counter),
        code,
        standing: standing(view.standing),
        groups: &view.groups,
        pinned: view.is_pinned,
        note: view.has_note,
        icon: match view.icon {
            EntryIcon::None => "none",
            EntryIcon::Comes => "comes",
            EntryIcon::TooLarge => "too_large",
        },
        weak: view.is_weak,
    }
}

fn standing(standing: EntryStanding) -> &'static str {
    match standing {
        EntryStanding::New => "new",
        EntryStanding::Here(_) => "here",
        EntryStanding::Differs(_) => "differs",
        EntryStanding::Repeats(_) => "repeats",
    }
}

fn skipped(view: &SkippedView) -> Skipped<'_> {
    Skipped {
        file: view.file,
        line: match view.place {
            Some(SkippedPlace::Line(line)) => Some(line),
            Some(SkippedPlace::Path(_)) | None => None,
        },
        path: match &view.place {
            Some(SkippedPlace::Path(path)) => Some(path),
            Some(SkippedPlace::Line(_)) | None => None,
        },
        name: view.name.as_deref(),
        reason: view.reason.code(),
        message: reasons::sentence(view.reason),
    }
}

/// What it is, where it stands, and why it cannot come.
fn left_out(view: &SkippedView) -> String {
    let file = view.file.map(|file| format!("file {file}"));
    let place = view.place.as_ref().map(|place| match place {
        SkippedPlace::Line(line) => format!("line {line}"),
        SkippedPlace::Path(path) => path.clone(),
    });
    let whereabouts: Vec<String> = [view.name.clone(), file, place].into_iter().flatten().collect();
    let sentence = reasons::sentence(view.reason);
    if whereabouts.is_empty() { sentence } else { format!("{}: {sentence}", whereabouts.join(", ")) }
}

fn named(preview: &ImportPreview, wanted: impl Fn(&PendingView) -> bool) -> Vec<String> {
    preview.links.iter().filter(|link| wanted(link)).map(origin).collect()
}

fn origin(pending: &PendingView) -> String {
    match pending {
        PendingView::Server { origin, .. } => origin.to_string(),
        PendingView::CodeAccount { service, user, .. } | PendingView::PinNeeded { service, user, .. } => {
            both(service, user)
        }
        // The code of a page that waits for a YES brings nothing to name.
        PendingView::Question { .. } => String::new(),
    }
}

fn count(entries: usize) -> String {
    match entries {
        0 => "no accounts".to_owned(),
        1 => "one account".to_owned(),
        many => format!("{many} accounts"),
    }
}

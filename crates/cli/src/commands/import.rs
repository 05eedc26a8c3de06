//! `countersign import`, `restore`, `scan`: what a file or a picture would bring, and bringing it in.

mod columns;
mod printed;
mod reading;
mod reasons;

use countersign_authenticator::{
    EntryStanding, ImportChoice, ImportDone, ImportPreview, ImportRequest, ImportSource, PendingStatus,
    PendingView, UnixTime,
};

use crate::arguments::{BringArguments, Different, ImportArguments, RestoreArguments, ScanArguments};
use crate::asking;
use crate::commands::{link, looking, pins};
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::input;
use crate::opening::Opened;
use crate::screen::Screen;

/// Another app's export, or anything else that holds accounts.
pub(crate) async fn import(arguments: &ImportArguments, opened: &Opened, screen: &Screen) -> Outcome {
    let files = reading::files(&arguments.files)?;
    let mapping = columns::mapping(arguments, &files, &opened.core)?;
    let preview = reading::preview(&files, &arguments.opening, mapping, &opened.core, screen).await?;
    bring(&preview, &arguments.bringing, opened, screen).await?;
    if arguments.bringing.preview { Ok(()) } else { give_pins(&preview, opened, screen).await }
}

/// A backup.
pub(crate) async fn restore(arguments: &RestoreArguments, opened: &Opened, screen: &Screen) -> Outcome {
    let files = vec![input::read(&arguments.file)?];
    let preview = reading::preview(&files, &arguments.opening, None, &opened.core, screen).await?;
    if preview.source != ImportSource::Backup {
        let sentence = "This is no backup of Countersign. `countersign import` reads other files.";
        return Err(Failure::new(Exit::Unreadable, "file_unknown", sentence));
    }
    bring(&preview, &arguments.bringing, opened, screen).await
}

/// Pictures or the screen, with the servers in them.
pub(crate) async fn scan(arguments: &ScanArguments, opened: &Opened, screen: &Screen) -> Outcome {
    let preview = if arguments.screen {
        opened.core.preview_pictures(looking::at_screen().await?).await?
    } else {
        opened.core.preview_import(reading::files(&arguments.images)?, ImportRequest::default()).await?
    };
    bring(&preview, &arguments.bringing, opened, screen).await?;
    if arguments.bringing.preview {
        return Ok(());
    }
    give_pins(&preview, opened, screen).await?;
    for pending in preview.links.iter().filter(|link| matches!(link, PendingView::Server { .. })) {
        link::link(arguments.yes, pending, opened, screen).await?;
    }
    Ok(())
}

/// What also needs a PIN is asked for it, where somebody can answer.
async fn give_pins(preview: &ImportPreview, opened: &Opened, screen: &Screen) -> Outcome {
    let sealed: Vec<_> =
        preview.links.iter().filter(|link| matches!(link, PendingView::PinNeeded { .. })).collect();
    if !sealed.is_empty() && !asking::can_ask() {
        screen.say("What needs a PIN was left out: run this in a terminal, which asks for it.");
        return Ok(());
    }
    for pending in sealed {
        let pending = pins::ask(pending, &opened.core, screen)?;
        match opened.core.confirm_pending(pending.id(), None).await? {
            PendingStatus::Failed { error } => return Err(Failure::from(&*error)),
            _ => screen.note("Added."),
        }
    }
    Ok(())
}

async fn bring(
    preview: &ImportPreview,
    arguments: &BringArguments,
    opened: &Opened,
    screen: &Screen,
) -> Outcome {
    let core = &opened.core;
    let codes = match arguments.at.map(UnixTime::from_seconds) {
        Some(moment) => printed::codes(core, preview, moment)?,
        None => Vec::new(),
    };
    let done = if arguments.preview {
        core.cancel_import(preview.id)?;
        None
    } else {
        Some(core.confirm_import(preview.id, &choices(preview, arguments.if_different)).await?)
    };
    printed::print(preview, &codes, done.as_ref(), screen)
}

/// All that is new, and of what differs what the person wants.
fn choices(preview: &ImportPreview, different: Different) -> Vec<ImportChoice> {
    let choice = |(index, standing)| match (standing, different) {
        (EntryStanding::New, _) | (EntryStanding::Differs(_), Different::Add) => {
            Some(ImportChoice::Add(index))
        }
        (EntryStanding::Differs(_), Different::Replace) => Some(ImportChoice::Replace(index)),
        (EntryStanding::Differs(_), Different::Skip)
        | (EntryStanding::Here(_) | EntryStanding::Repeats(_), _) => None,
    };
    preview.entries.iter().map(|entry| (entry.index, entry.standing)).filter_map(choice).collect()
}

/// What came, in a sentence.
fn said(done: &ImportDone) -> String {
    let came = match done.added + done.replaced {
        0 => return "Nothing came: all of it is here already, or differs.".to_owned(),
        1 => "One account came".to_owned(),
        many => format!("{many} accounts came"),
    };
    let replaced =
        if done.replaced > 0 { format!(", {} in the place of others", done.replaced) } else { String::new() };
    format!("{came}{replaced}. `countersign undo-import` takes it back for 24 hours.")
}

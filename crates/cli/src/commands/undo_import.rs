//! `countersign undo-import`: takes an import back as a whole.

use countersign_authenticator::{Authenticator, ImportView};
use serde::Serialize;

use crate::arguments::UndoArguments;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::plain::plain;
use crate::screen::Screen;

/// An import as JSON tells it.
#[derive(Serialize)]
struct Import {
    id: String,
    source: String,
    at: u64,
    added: usize,
    replaced: usize,
    undo_until: u64,
}

#[derive(Serialize)]
struct Imports {
    imports: Vec<Import>,
}

impl From<&ImportView> for Import {
    fn from(view: &ImportView) -> Self {
        Self {
            id: view.id.to_string(),
            source: view.source.name().to_owned(),
            at: view.at.seconds(),
            added: view.added,
            replaced: view.replaced,
            undo_until: view.undo_until.seconds(),
        }
    }
}

pub(crate) async fn run(arguments: &UndoArguments, core: &Authenticator, screen: &Screen) -> Outcome {
    let imports = core.imports().await?;
    if arguments.list {
        return list(&imports, screen);
    }
    let wanted = match &arguments.id {
        Some(id) => imports.iter().find(|each| each.id.to_string() == id.trim()),
        None => imports.first(),
    };
    let import = wanted.ok_or_else(|| {
        let sentence =
            "There is no such import that could still be undone. Imports can be undone for 24 hours.";
        Failure::new(Exit::NotFound, "import_unknown", sentence)
    })?;
    let undone = core.undo_import(import.id).await?;
    if screen.is_json() {
        return screen.value(&Import::from(&undone));
    }
    screen.line(&format!("Undone: {}. What had come is in the trash.", said(&undone)))
}

fn list(imports: &[ImportView], screen: &Screen) -> Outcome {
    if screen.is_json() {
        return screen.value(&Imports { imports: imports.iter().map(Import::from).collect() });
    }
    if imports.is_empty() {
        screen.note("There is no import that could still be undone.");
    }
    for import in imports {
        screen.line(&format!("{}  {}", import.id, said(import)))?;
    }
    Ok(())
}

fn said(import: &ImportView) -> String {
    let source = plain(import.source.name());
    match import.replaced {
        0 => format!("{} from {source}", import.added),
        replaced => format!("{} from {source}, {replaced} of them in the place of others", import.added),
    }
}

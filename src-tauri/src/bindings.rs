//! The commands and events as one table: for Tauri, and for `gen/bindings.ts`.

use tauri::Wry;
use tauri_specta::{Builder, collect_commands, collect_events};

use crate::{commands, events};

/// Everything that the window may call or hear.
pub fn table() -> Builder<Wry> {
    Builder::new()
        .commands(collect_commands![
            commands::state::app_state,
            commands::state::choose_passphrase,
            commands::state::unlock,
            commands::state::retry_open,
            commands::state::start_over_without_vault,
            commands::accounts::list_accounts,
            commands::accounts::account_details,
            commands::accounts::rename_account,
            commands::accounts::move_account,
            commands::accounts::remove_account,
            commands::accounts::undo_remove,
            commands::accounts::forget_pairing,
            commands::accounts::open_manage_page,
            commands::codes::codes,
            commands::codes::copy_code,
            commands::codes::next_counter_code,
            commands::codes::step_counter_back,
            commands::linking::read_text,
            commands::linking::read_image,
            commands::linking::read_clipboard,
            commands::linking::scan_with_camera,
            commands::linking::cancel_scan,
            commands::linking::enter_setup_code,
            commands::linking::enter_setup_key,
            commands::linking::log_in_from_this_device,
            commands::linking::confirm_pending,
            commands::linking::pending_status,
            commands::linking::cancel_pending,
            commands::linking::received_links,
            commands::importing::preview_files,
            commands::importing::preview_text,
            commands::importing::preview_clipboard,
            commands::importing::confirm_import,
            commands::importing::cancel_import,
            commands::importing::list_imports,
            commands::importing::undo_import,
            commands::arranging::set_pinned,
            commands::arranging::set_groups,
            commands::arranging::list_groups,
            commands::arranging::rename_group,
            commands::arranging::remove_group,
            commands::arranging::set_note,
            commands::arranging::show_note,
            commands::arranging::list_trash,
            commands::arranging::restore_from_trash,
            commands::arranging::erase_from_trash,
            commands::clock::check_clock,
            commands::clock::clock_correction,
            commands::clock::drop_clock_correction,
            commands::backup_codes::backup_codes,
            commands::backup_codes::copy_backup_codes,
            commands::backup_codes::save_backup_codes,
            commands::backup_codes::backup_codes_kept,
            commands::questions::questions,
            commands::questions::answer_question,
            commands::questions::report_not_me,
            commands::questions::check_now,
            commands::questions::dismiss_question,
            commands::notices::notices,
            commands::notices::dismiss_notice,
        ])
        .events(collect_events![
            events::VaultStateChanged,
            events::AccountsChanged,
            events::PendingChanged,
            events::LinkReceived,
            events::LinkRefused,
            events::QuestionOpened,
            events::QuestionsChanged,
            events::NoticesChanged,
        ])
        .dangerously_cast_bigints_to_number()
        .disable_serde_phases()
}

//! macOS says it by notifications: the workspace's own for sleep, the distributed ones for the screen's lock.

use std::mem;
use std::ptr::NonNull;

use block2::RcBlock;
use countersign_authenticator::Authenticator;
use objc2_app_kit::{NSWorkspace, NSWorkspaceDidWakeNotification, NSWorkspaceWillSleepNotification};
use objc2_foundation::{NSDistributedNotificationCenter, NSNotification, NSNotificationCenter, NSString};

use super::Said;
use super::system_thread::heed;

/// Named by no header, and the same since 10.7.
const SCREEN_LOCKED: &str = "com.apple.screenIsLocked";

/// Listens until the app ends.
pub(super) fn watch(core: Authenticator) {
    let workspace = NSWorkspace::sharedWorkspace().notificationCenter();
    // SAFETY: both are constants of the framework, there as long as the program.
    #[expect(unsafe_code, reason = "constants of AppKit")]
    let (sleeps, woke) = unsafe { (NSWorkspaceWillSleepNotification, NSWorkspaceDidWakeNotification) };
    hear(&workspace, sleeps, Said::GoesToSleep, core.clone());
    hear(&workspace, woke, Said::Woke, core.clone());
    let others = NSDistributedNotificationCenter::defaultCenter();
    hear(&others, &NSString::from_str(SCREEN_LOCKED), Said::ScreenLocked, core);
}

fn hear(center: &NSNotificationCenter, name: &NSString, said: Said, core: Authenticator) {
    let act = RcBlock::new(move |_: NonNull<NSNotification>| heed(&core, said));
    // SAFETY: the block takes what the center gives and may be called by any thread: the core is `Send` and `Sync`.
    #[expect(unsafe_code, reason = "AppKit takes a block")]
    let observer = unsafe { center.addObserverForName_object_queue_usingBlock(Some(name), None, None, &act) };
    // Kept until the app ends: who lets go of an observer is told nothing more.
    mem::forget(observer);
}

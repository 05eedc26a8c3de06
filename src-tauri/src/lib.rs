//! The shell: windows, IPC and events of the operating system, turned into calls of the core.

pub mod bindings;
mod biometrics;
mod clipboard;
mod commands;
#[cfg(desktop)]
mod computer;
mod convert;
mod development;
#[cfg(mobile)]
mod documents;
mod dto;
mod events;
mod files;
#[cfg(target_os = "linux")]
pub mod graphics;
mod links;
mod network;
mod news;
mod notification;
mod panic;
mod pictures;
mod ports;
mod printing;
mod run;
mod scanner;
mod screens;
#[cfg(desktop)]
mod session;
mod settings;
mod shell;
#[cfg(desktop)]
mod tray;
#[cfg(target_os = "linux")]
mod typeface;
mod waking;
mod window;
mod words;

pub use run::run;

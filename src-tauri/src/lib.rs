//! The shell: windows, IPC and events of the operating system, turned into calls of the core.

pub mod bindings;
mod commands;
pub mod dto;
pub mod events;
mod shell;

//! The shell: windows, IPC and events of the operating system, turned into calls of the core.

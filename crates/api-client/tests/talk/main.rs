//! The client against a server that follows a script, over real sockets.

mod device;
mod double;
mod first_contact;
mod release;

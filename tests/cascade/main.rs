//! Models that are declared in their structs: `#[derive(Forward, Init)]`, and the shapes that are checked in constants.

#[allow(dead_code, reason = "where a panic points to is looked at by others")]
#[path = "../diagnostics/caught.rs"]
mod caught;
mod followed;
mod forward;
mod freezing;
mod hygiene;
mod init;
mod properties;
mod several;
mod shapes;

//! Models that are declared in their structs: `#[derive(Forward, Init)]`, and the shapes that are checked in constants.

#[path = "../diagnostics/caught.rs"]
mod caught;
mod forward;
mod freezing;
mod hygiene;
mod init;
mod properties;
mod shapes;

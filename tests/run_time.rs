//! The tests of what happens at run time, in one program.

mod devices;
mod diagnostics;
mod faults;
mod guesses;
mod interop;
mod mixing;
mod models;
mod resume;
mod silent_losses;
mod trace;
mod whole_programs;

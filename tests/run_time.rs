//! The tests of what happens at run time, in one program.

mod faults;
mod interop;
mod models;

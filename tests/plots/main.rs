//! Pictures: that they are whole, and that they show what they are of.

mod faults;
mod shown;
mod whole;

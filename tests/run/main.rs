//! A run's folder: what is written into it, what another program reads there, and what a kill leaves of it.

mod decode;
mod events;
mod faults;
mod resume;

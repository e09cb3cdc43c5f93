//! The variables in scope, and the names that the constant needs.

use std::collections::HashMap;

use proc_macro2::Ident;

use super::value::Kind;
use crate::shapes::local;

/// What the variables in scope hold.
pub(super) type Scope = HashMap<String, Kind>;

/// Names that no other expression uses.
#[derive(Default)]
pub(super) struct Names(usize);

impl Names {
    pub(super) fn fresh(&mut self, name: &str) -> Ident {
        self.0 += 1;
        local(&format!("{name}{}", self.0))
    }
}

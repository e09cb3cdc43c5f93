//! The names in what the derives write.

use proc_macro2::{Ident, Span};

/// The variable that holds the shape.
pub(crate) fn shape() -> Ident {
    local("shape")
}

/// A name in what the derives write, which no name of the user's can meet. Hygiene does that for variables; a pattern
/// would still name a constant or a static of the user's, so that two underscores stand before it as well.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(&format!("__{name}"), Span::mixed_site())
}

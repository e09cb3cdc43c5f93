// The programs on these pages do not compile: `tests/ui` runs them, and writes the pages. As doc tests they would be
// compiled once more.

#![cfg_attr(not(doctest), doc = include_str!("index.md"))]

#[cfg_attr(not(doctest), doc = include_str!("lost.md"))]
pub mod lost {}
#[cfg_attr(not(doctest), doc = include_str!("not_a_module.md"))]
pub mod not_a_module {}
#[cfg_attr(not(doctest), doc = include_str!("calls.md"))]
pub mod calls {}
#[cfg_attr(not(doctest), doc = include_str!("attributes.md"))]
pub mod attributes {}
#[cfg_attr(not(doctest), doc = include_str!("items.md"))]
pub mod items {}
#[cfg_attr(not(doctest), doc = include_str!("cascade.md"))]
pub mod cascade {}
#[cfg_attr(not(doctest), doc = include_str!("shapes.md"))]
pub mod shapes {}

#[doc = include_str!("forwards.md")]
pub mod forwards {}

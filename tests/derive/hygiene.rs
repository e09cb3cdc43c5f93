//! The expansion works in hostile surroundings: under another name of the crate, without a prelude, beside names
//! like its own, and where every warning is an error.

#![no_implicit_prelude]
#![deny(warnings, missing_docs, unsafe_code, clippy::all, clippy::pedantic)]
#![allow(dead_code, unreachable_pub, reason = "the items look like those of a public crate")]

extern crate nn_core as engine;
extern crate std;

/// Types with names of the standard library.
#[allow(dead_code)]
mod shadows {
    pub struct Option;
    pub struct Vec;
    pub struct Result;
    pub struct String;
    pub struct Box;
    pub struct Path;
    pub struct Visit;
    pub struct Probe;
    pub trait Module {}
    pub trait Fallback {}
}

#[allow(unused_imports)]
use shadows::*;

/// A layer.
#[derive(engine::Module)]
#[module(crate = "engine")]
pub struct Layer<T, U = f32> {
    /// A raw name.
    pub r#type: T,
    #[module(skip)]
    at: usize,
    #[module(skip)]
    visit: U,
    /// A list.
    pub field0: std::vec::Vec<T>,
}

impl<T, U> Layer<T, U> {
    /// A layer.
    pub fn new(r#type: T, visit: U) -> Self {
        Layer { r#type, at: 0, visit, field0: std::vec::Vec::new() }
    }

    /// Reads what is skipped.
    pub fn read(&self) -> (usize, &U) {
        (self.at, &self.visit)
    }
}

/// Variants of every form.
#[derive(engine::Module)]
#[module(crate = "engine")]
pub enum Choice<'a> {
    /// Unit.
    Nothing,
    /// One field.
    One(engine::Param<1>),
    /// Two fields.
    Two(engine::Param<1>, &'a str),
    /// Named fields.
    Named {
        /// A field.
        at: engine::Param<1>,
        /// Another.
        #[module(skip)]
        visit: usize,
    },
}

/// Nothing.
#[derive(engine::Module)]
#[module(crate = "engine")]
pub enum Never {}

/// Nothing.
#[derive(engine::Module)]
#[module(crate = "engine")]
pub struct Unit;

macro_rules! model {
    ($name:ident, $field:ident: $ty:ty) => {
        /// Made by a macro.
        #[derive(engine::Module)]
        #[module(crate = "engine")]
        pub struct $name {
            /// Made by a macro.
            pub $field: $ty,
            /// Made by a macro.
            pub layer: engine::Param<1>,
        }
    };
}

model!(Made, layers: std::vec::Vec<engine::Param<2>>);

/// Around a type that nobody else sees.
#[derive(engine::Module)]
#[module(crate = "engine")]
pub struct Outer<T> {
    inner: Private<T>,
    #[module(skip)]
    table: std::option::Option<std::collections::HashMap<u8, T>>,
}

#[derive(engine::Module)]
#[module(crate = "engine")]
struct Private<T>(T);

fn param() -> engine::Param<1> {
    engine::Param::new(engine::Tensor::zeros([2]))
}

fn paths(module: &impl engine::Module) -> std::vec::Vec<std::string::String> {
    use std::iter::{IntoIterator, Iterator};
    engine::Module::named_parameters(module).into_iter().map(|(path, _)| path).collect()
}

#[std::prelude::v1::test]
fn the_expansion_depends_on_no_name_around_it() {
    let layer = Layer::new(param(), 1.0_f32);
    std::assert_eq!(paths(&layer), ["type"]);
    std::assert_eq!(layer.read(), (0, &1.0));
    std::assert_eq!(paths(&Choice::Named { at: param(), visit: 3 }), ["at"]);
    std::assert_eq!(paths(&Choice::Two(param(), "")), ["0"]);
    std::assert_eq!(paths(&Choice::One(param())), [""]);
    std::assert!(paths(&Choice::Nothing).is_empty());
    std::assert!(paths(&Unit).is_empty());
}

#[std::prelude::v1::test]
fn items_made_by_macros_and_inside_functions_are_derivable() {
    #[derive(engine::Module)]
    #[module(crate = "engine")]
    struct Local {
        inner: Inner,
    }

    #[derive(engine::Module)]
    #[module(crate = "engine")]
    struct Inner(engine::Param<1>);

    std::assert_eq!(paths(&Made { layers: std::vec![], layer: param() }), ["layer"]);
    std::assert_eq!(paths(&Local { inner: Inner(param()) }), ["inner.0"]);
}

#[std::prelude::v1::test]
fn a_private_type_may_stand_in_a_generic_model() {
    let outer = Outer { inner: Private(1_u8), table: std::option::Option::None };
    std::assert!(paths(&outer).is_empty() && outer.table.is_none() && outer.inner.0 == 1);
}

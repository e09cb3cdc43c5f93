//! The expansion works in hostile surroundings.

#![no_implicit_prelude]
#![deny(warnings, missing_docs, unsafe_code, clippy::all, clippy::pedantic)]

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

/// Starts.
fn main() {
    #[derive(engine::Module)]
    #[module(crate = "engine")]
    struct Local {
        inner: Inner,
    }

    #[derive(engine::Module)]
    #[module(crate = "engine")]
    struct Inner(engine::Param<1>);

    let param = || engine::Param::<1>::new(engine::Tensor::zeros([2]));
    let layer = Layer::new(param(), 1.0_f32);
    std::assert_eq!(engine::Module::named_parameters(&layer)[0].0, "type");
    std::assert_eq!(layer.read().0, 0);
    let made = Made { layers: std::vec::Vec::new(), layer: param() };
    std::assert_eq!(engine::Module::num_parameters(&made), 2);
    let local = Local { inner: Inner(param()) };
    std::assert_eq!(engine::Module::named_parameters(&local)[0].0, "inner.0");
    std::assert_eq!(engine::Module::num_parameters(&Choice::Named { at: param(), visit: 3 }), 2);
    std::assert_eq!(engine::Module::num_parameters(&Choice::Two(param(), "")), 2);
    std::assert_eq!(engine::Module::num_parameters(&Choice::One(param())), 2);
    std::assert_eq!(engine::Module::num_parameters(&Choice::Nothing), 0);
    std::assert_eq!(engine::Module::num_parameters(&Unit), 0);
}

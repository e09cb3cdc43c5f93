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
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Sized;
    pub struct Path;
    pub struct Visit;
    pub struct Probe;
    pub struct Argument;
    pub struct Name;
    pub struct Frozen;
    pub trait Module {}
    pub trait Fallback {}
    pub trait Names {}

    /// A module with the name of the crate.
    pub mod nn_core {}
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

/// Names that the expansion uses, as those of type parameters.
#[derive(engine::Module)]
#[module(crate = "engine")]
#[allow(non_camel_case_types)]
pub struct Parameters<Probe, Path, Visit, Fallback, M, visit, at, field0> {
    probe: Probe,
    path: std::vec::Vec<Path>,
    visit: (Visit, Fallback),
    m: std::option::Option<M>,
    #[module(skip)]
    at: visit,
    #[module(skip)]
    field1: std::vec::Vec<at>,
    #[module(flatten)]
    field0: field0,
}

/// Items with the names that the expansion uses.
mod ours {
    /// A model.
    #[derive(super::engine::Module)]
    #[module(crate = "super::engine")]
    pub struct Module {
        /// A part.
        pub at: Visit,
        /// A part.
        pub visit: Path,
        /// A part.
        pub self_: Probe,
        /// A part.
        #[module(flatten)]
        pub field1: Fallback,
        /// A part.
        #[module(rename = "name")]
        pub field0: super::std::vec::Vec<Argument>,
    }

    /// A part.
    #[derive(super::engine::Module)]
    #[module(crate = "super::engine")]
    pub struct Visit(pub super::engine::Param<1>);

    /// A part.
    #[derive(super::engine::Module)]
    #[module(crate = "super::engine")]
    pub struct Path(pub super::engine::Param<1>);

    /// A part.
    #[derive(super::engine::Module)]
    #[module(crate = "super::engine")]
    pub struct Probe(pub super::engine::Param<1>);

    /// A part.
    #[derive(super::engine::Module)]
    #[module(crate = "super::engine")]
    pub struct Fallback(pub super::engine::Param<1>);

    /// A part.
    #[derive(super::engine::Module)]
    #[module(crate = "super::engine")]
    pub enum Argument {
        /// A variant.
        Some(super::engine::Param<1>),
        /// A variant.
        None,
    }
}

/// A raw name of a type, of a parameter and of a field.
#[derive(engine::Module)]
#[module(crate = "engine")]
#[allow(non_camel_case_types)]
pub struct r#struct<r#T, r#type> {
    r#fn: r#type,
    list: std::vec::Vec<T>,
}

/// Whose every name comes from a macro, and whose types stand in macros.
macro_rules! generic_model {
    ($name:ident<$parameter:ident>, $ty:ty) => {
        /// Made by a macro.
        #[derive(engine::Module)]
        #[module(crate = "engine")]
        pub struct $name<$parameter, U> {
            at: $ty,
            visit: std::vec::Vec<$parameter>,
            other: std::option::Option<U>,
            #[module(skip)]
            table: std::option::Option<$ty>,
            macros: std::vec::Vec<the_type!($parameter)>,
        }
    };
}

macro_rules! the_type {
    ($ty:ty) => { std::option::Option<$ty> };
}

generic_model!(Generic<T>, std::vec::Vec<T>);

/// With methods of the names that a module has, and traits of its own for them.
#[derive(engine::Module, std::clone::Clone, std::fmt::Debug)]
#[module(crate = "engine")]
pub struct Methods {
    layer: engine::Param<1>,
}

impl Methods {
    /// Is not called.
    #[must_use]
    pub fn visit(&self) -> usize {
        self.layer.len()
    }

    /// Is not called.
    #[must_use]
    pub fn visit_mut(&mut self) -> usize {
        self.layer.len()
    }
}

impl std::fmt::Display for Methods {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("methods")
    }
}

/// Methods of the names that the expansion calls, on every type.
pub trait Methodical {
    /// Is not called.
    fn module(&self) {}
    /// Is not called.
    fn field(&self, _: &str) {}
    /// Is not called.
    fn index(&self, _: usize) {}
    /// Is not called.
    fn deref(&self) {}
}

impl<T: ?std::marker::Sized> Methodical for T {}

/// Whose parts are called by methods of those names.
#[derive(engine::Module)]
#[module(crate = "engine")]
pub struct Called(engine::Frozen<Methods>, Methods);

/// Whose skipped fields name constants and types that look alike.
#[derive(engine::Module)]
#[module(crate = "engine")]
pub struct Alike {
    #[module(skip)]
    matrix: Matrix<ROWS>,
    #[module(skip)]
    list: std::vec::Vec<LIST>,
}

const ROWS: usize = 2;

struct Matrix<const N: usize>([u8; N]);

#[allow(clippy::upper_case_acronyms)]
struct LIST;

/// Of deprecated parts, and with lints that only this item allows.
#[derive(engine::Module)]
#[module(crate = "engine")]
#[deprecated]
#[expect(non_camel_case_types, reason = "the implementation repeats the name of the parameter")]
pub struct Deprecated<part> {
    #[deprecated]
    #[module(flatten)]
    old: part,
    #[deprecated]
    new: engine::Param<1>,
}

fn param() -> engine::Param<1> {
    engine::Param::new(engine::Tensor::zeros([2]))
}

fn paths(module: &impl engine::Module) -> std::vec::Vec<std::string::String> {
    use std::iter::Iterator;
    engine::Module::named_parameters(module)
        .names()
        .map(<std::string::String as std::convert::From<_>>::from)
        .collect()
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
fn names_of_the_expansion_are_free() {
    let part = std::convert::identity::<engine::Param<1>>;
    let model = Parameters {
        probe: part(param()),
        path: std::vec![param()],
        visit: (param(), param()),
        m: std::option::Option::Some(param()),
        at: 0_u8,
        field1: std::vec![0_u8],
        field0: std::vec![param()],
    };
    std::assert_eq!(paths(&model), ["probe", "path.0", "visit.0", "visit.1", "m", "0"]);
    let model = ours::Module {
        at: ours::Visit(param()),
        visit: ours::Path(param()),
        self_: ours::Probe(param()),
        field1: ours::Fallback(param()),
        field0: std::vec![ours::Argument::Some(param()), ours::Argument::None],
    };
    std::assert_eq!(paths(&model), ["at.0", "visit.0", "self_.0", "0", "name.0"]);
}

#[std::prelude::v1::test]
fn raw_names_and_names_from_macros_are_registered() {
    std::assert_eq!(paths(&r#struct { r#fn: param(), list: std::vec![param()] }), ["fn", "list.0"]);
    let model = Generic {
        at: std::vec![1_u8],
        visit: std::vec![1_u8],
        other: std::option::Option::Some(param()),
        table: std::option::Option::None,
        macros: std::vec![std::option::Option::Some(1_u8)],
    };
    std::assert_eq!(paths(&model), ["other"]);
}

#[std::prelude::v1::test]
fn methods_and_traits_of_the_user_are_not_called() {
    let mut methods = Methods { layer: param() };
    std::assert_eq!((methods.visit(), methods.visit_mut()), (2, 2));
    std::assert_eq!(std::format!("{methods} {methods:?}"), "methods Methods { layer: Param([2]) }");
    let called = Called(engine::Frozen::new(std::clone::Clone::clone(&methods)), methods);
    std::assert_eq!(paths(&called), ["0.layer", "1.layer"]);
    std::assert_eq!(engine::Module::num_trainable_parameters(&called), 2);
}

#[std::prelude::v1::test]
fn constants_and_types_in_capitals_are_told_apart() {
    let alike = Alike { matrix: Matrix([0; ROWS]), list: std::vec![LIST] };
    std::assert!(paths(&alike).is_empty() && alike.matrix.0.len() == ROWS && alike.list.len() == 1);
}

#[std::prelude::v1::test]
fn a_private_type_may_stand_in_a_generic_model() {
    let outer = Outer { inner: Private(1_u8), table: std::option::Option::None };
    std::assert!(paths(&outer).is_empty() && outer.table.is_none() && outer.inner.0 == 1);
}

//! `#[shapes]`: a forward that is written by hand, as a constant function of shapes.
//!
//! The attribute leaves the item as it is and hands it to a macro that the derive of `Module` wrote beside the struct, which
//! adds the struct: fields and forward are read together. Each expression of the forward becomes one over shapes, twice: in
//! a function, which gives what does not fit to its caller, and in a constant, which stops the compiler at the expression.

mod array;
mod assertion;
mod attribute;
mod block;
mod branch;
mod call;
mod called;
mod carried;
mod constant;
mod declared;
mod elementwise;
mod expand;
mod expression;
mod fields;
mod function;
mod looped;
mod method;
mod methods;
mod operation;
mod operator;
mod optional;
mod parameter;
mod pattern;
mod place;
mod port;
mod questions;
mod scope;
mod settings;
mod several;
mod shipped;
mod sizes;
mod structure;
mod unseen;
mod unused;
mod value;
mod weighted;
mod within;

pub(crate) use attribute::expand as attribute;
pub(crate) use structure::{Handed, expand as followed, macro_of};

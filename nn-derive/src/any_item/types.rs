//! Types of every form.

use super::dice::Dice;

const LEAVES: &[&str] = &[
    "!",
    "&'a mut T",
    "&'a str",
    "&'static [T]",
    "dyn 'static + Layer",
    "()",
    "(T)",
    "*const Linear",
    "::std::string::String",
    "<Self as Layer>::Output",
    "<T as Iterator>::Item",
    "Box<dyn Fn(f32) -> f32>",
    "Box<dyn for<'x> Fn(&'x T) -> &'x T + Send + 'static>",
    "Linear",
    "Made<{ N + 1 }, -1, 'c', \"s\", true>",
    "Matrix<N>",
    "Matrix<ROWS>",
    "Param<2>",
    "Self::Output",
    "T",
    "T::Output",
    "Table<Key = T, Value: Clone>",
    "[Linear; { let x = [1, 2]; x.len() }]",
    "[T; N]",
    "_",
    "crate::layers::Layer<T>",
    "dyn Layer + Send",
    "dyn Layer<T>",
    "f32",
    "fn(&T) -> T",
    "for<'x> fn(&'x T) -> &'x str",
    "impl Fn(f32) -> f32",
    "layer!(T)",
    "layers![Linear; 3]",
    "r#type::r#match",
    "unsafe extern \"C\" fn(*const T, ...) -> usize",
    "usize",
    "visit::at::Probe<U>",
];

/// A type, of up to `depth` levels.
pub(super) fn any(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 || dice.one_in(2) {
        return dice.pick(LEAVES).to_owned();
    }
    let (a, b) = (any(dice, depth - 1), any(dice, depth - 1));
    match dice.below(11) {
        0 => format!("Vec<{a}>"),
        1 => format!("Option<Box<{a}>>"),
        2 => format!("HashMap<{a}, {b}>"),
        3 => format!("({a}, {b})"),
        4 => format!("({a},)"),
        5 => format!("[{a}; 3]"),
        6 => format!("[{a}]"),
        7 => format!("Arc<Mutex<{a}>>"),
        8 => format!("std::rc::Rc<std::cell::RefCell<Net<{a}>>>"),
        9 => format!("fn({a}) -> ({b})"),
        _ => format!("<{a} as Layer<{b}>>::Output"),
    }
}

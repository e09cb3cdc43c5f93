//! The sizes that a file leaves open, and those on which a forward is traced to see what goes with them.

use super::size::MOST_OPEN;
use crate::trace::{BATCH, Declared};
use crate::{Error, Result};

/// A size that is left open.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) name: String,
    /// Where it is found: an input and its axis.
    pub(super) at: (usize, usize),
    /// Those of the traces.
    sizes: [usize; 3],
}

impl Open {
    /// What is left open of inputs of these shapes.
    pub(super) fn of(inputs: &[Declared], shapes: &[Vec<usize>]) -> Result<Vec<Open>> {
        let mut open: Vec<(Open, usize)> = Vec::new();
        for (input, (declared, shape)) in inputs.iter().zip(shapes).enumerate() {
            for axis in &declared.open {
                let size = *shape.get(axis.axis).ok_or_else(|| no_axis(declared, shape, axis.axis))?;
                match open.iter().find(|(open, _)| open.name == axis.name) {
                    Some((_, known)) if *known == size => {}
                    Some((_, known)) => return Err(disagree(&axis.name, [*known, size])),
                    None => {
                        let sizes = sizes(&axis.name, size, axis.multiple_of)?;
                        open.push((Open { name: axis.name.clone(), at: (input, axis.axis), sizes }, size));
                    }
                }
            }
        }
        if open.len() > MOST_OPEN {
            let names: Vec<&str> = open.iter().map(|(open, _)| open.name.as_str()).collect();
            return Err(Error::setting(format!(
                "{} sizes are left open, {}, expected at most {MOST_OPEN}",
                names.len(),
                names.join(", ")
            )));
        }
        Ok(open.into_iter().map(|(open, _)| open).collect())
    }
}

/// Batches of any size, but other sizes up to the given one, which may be the largest, or from a small one on.
fn sizes(name: &str, given: usize, step: usize) -> Result<[usize; 3]> {
    if step == 0 || given == 0 || !given.is_multiple_of(step) {
        return Err(Error::setting(format!(
            "the size `{name}` is {given}, expected a multiple of {step} that is not 0, since it is left open for those"
        )));
    }
    // A size of 1 may be stretched where others are not, so that it tells little of them.
    Ok(match name == BATCH || given == 1 {
        true => [2, 3, 5].map(|times| times * step),
        false if given >= 5 * step => [3, 2, 0].map(|i| given - i * step),
        false => [0, 1, 3].map(|i| given + i * step),
    })
}

/// The sizes of each trace: first both sizes of each in all combinations, the first changing fastest, and then a third of
/// each, alone and of all together.
pub(super) fn points(open: &[Open]) -> Vec<Vec<usize>> {
    let all = |of: &dyn Fn(usize) -> usize| (0..open.len()).map(|i| open[i].sizes[of(i)]).collect();
    let mut points: Vec<Vec<usize>> =
        (0..1 << open.len()).map(|corner| all(&|i| usize::from(corner & (1 << i) != 0))).collect();
    points.extend((0..open.len()).map(|third| all(&|i| if i == third { 2 } else { 0 })));
    if open.len() > 1 {
        points.push(all(&|_| 2));
    }
    points
}

/// What messages say of them: `batches of different sizes`.
pub(super) fn different(open: &[Open]) -> String {
    match open {
        [Open { name, .. }] if name == BATCH => "batches of different sizes".to_owned(),
        _ => {
            let names: Vec<String> = open.iter().map(|open| format!("`{}`", open.name)).collect();
            format!("inputs of different sizes ({})", names.join(", "))
        }
    }
}

fn no_axis(declared: &Declared, shape: &[usize], axis: usize) -> Error {
    let name = declared.name.as_deref().map_or(String::new(), |name| format!(" `{name}`"));
    Error::setting(format!(
        "axis {axis} of the input{name} is left open, expected one of its {} axes",
        shape.len()
    ))
}

fn disagree(name: &str, sizes: [usize; 2]) -> Error {
    Error::setting(match name == BATCH {
        true => format!(
            "the inputs have batches of different sizes, {sizes:?}: say of those that are in no batch \
             `Input::new(..).fixed()`, and of another axis than the first `Input::new(..).batch_axis(1)`"
        ),
        false => format!("the size `{name}` is {} in one place and {} in another", sizes[0], sizes[1]),
    })
}

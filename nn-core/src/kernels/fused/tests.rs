//! Chains that wait give the bits of those that do not, and touch the memory once.

use proptest::prelude::*;

use super::FEWEST;
use crate::autodiff::Tape;
use crate::storage::handed_out;
use crate::tensor::Tensor;

const ROWS: usize = 90;
const COLUMNS: usize = 1000;

/// One operation of a chain.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// A function of single elements, by its number.
    Unary(usize),
    /// An operator, by its number, and what stands on its right, by its number.
    Binary(usize, usize),
    /// A norm of the columns by constants.
    Norm,
    /// Squares.
    Square,
    /// Somebody looks at what there is so far.
    Look,
    /// A part and the rest in their places again.
    Parts,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..8usize).prop_map(Step::Unary),
        4 => (0..4usize, 0..4usize).prop_map(|(operator, right)| Step::Binary(operator, right)),
        1 => Just(Step::Norm),
        1 => Just(Step::Square),
        1 => Just(Step::Look),
        1 => Just(Step::Parts),
    ]
}

fn numbers<const N: usize>(shape: [usize; N], step: usize) -> Tensor<N> {
    let len = shape.iter().product::<usize>();
    Tensor::new(shape, (0..len).map(|i| (i * step % 1999) as f32 / 1000.0 - 0.9995).collect())
}

/// What stands on the right of operators: of all rows, of a row, a column and one number.
#[derive(Clone)]
struct Rights(Tensor<2>, Tensor<1>, Tensor<2>, Tensor<2>);

impl Rights {
    fn new() -> Self {
        let one = Tensor::new([1, 1], vec![-1.25]);
        Rights(numbers([ROWS, COLUMNS], 37), numbers([COLUMNS], 101), numbers([ROWS, 1], 211), one)
    }

    fn rows(&self, rows: std::ops::Range<usize>) -> Self {
        let Rights(all, row, column, one) = self.clone();
        Rights(all.slice(0, rows.clone()), row, column.slice(0, rows), one)
    }
}

fn apply(x: Tensor<2>, step: Step, rights: &Rights) -> Tensor<2> {
    let Rights(all, row, column, one) = rights;
    match step {
        Step::Unary(0) => x.relu(),
        Step::Unary(1) => x * -2.5,
        Step::Unary(2) => x + 0.75,
        Step::Unary(3) => x.sigmoid(),
        Step::Unary(4) => x.gelu(),
        Step::Unary(5) => x.clamp(-0.5, 0.75),
        Step::Unary(6) => x.tanh(),
        Step::Unary(_) => x.abs(),
        Step::Binary(operator, 0) => operate(operator, x, all.clone()),
        Step::Binary(operator, 1) => operate(operator, x, row.clone().reshape([1, COLUMNS])),
        Step::Binary(operator, 2) => operate(operator, x, column.clone()),
        Step::Binary(operator, _) => operate(operator, x, one.clone()),
        Step::Norm => {
            let variance = row * row + 0.5;
            x.batch_norm_with(row, &variance, row, None, 1e-3)
        }
        Step::Square => &x * &x,
        Step::Look => {
            assert!(!x.as_slice().is_empty());
            x
        }
        Step::Parts => {
            let (a, b) = (x.clone().slice(1, 300..), x.slice(1, ..300));
            // One part is copied whole, the other into its place.
            assert!(!a.as_slice().is_empty());
            Tensor::concat(&[a, b], 1)
        }
    }
}

fn operate(operator: usize, a: Tensor<2>, b: Tensor<2>) -> Tensor<2> {
    match operator {
        0 => a + b,
        1 => a - b,
        2 => a * b,
        _ => b / (a + 5.0),
    }
}

/// The result of a chain, and the gradient of its argument.
fn run(steps: &[Step], x: &Tensor<2>, weights: &Tensor<2>, rights: &Rights) -> [Vec<u32>; 2] {
    let x = Tape::new(0).input(x).requires_grad();
    let y = steps.iter().fold(x.clone(), |x, step| apply(x, *step, rights));
    let gradients = (&y * weights).sum().backward();
    let gradient = gradients.wrt(&x).expect("the chain begins with it");
    [y, gradient].map(|values| values.as_slice().iter().map(|value| value.to_bits()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn chains_give_the_bits_of_short_arrays(steps in prop::collection::vec(step(), 1..24)) {
        let (x, weights, rights) = (numbers([ROWS, COLUMNS], 7), numbers([ROWS, COLUMNS], 13), Rights::new());
        let [y, dx] = run(&steps, &x, &weights, &rights);
        for first in (0..ROWS).step_by(30) {
            let rows = first..first + 30;
            let part = |of: &Tensor<2>| of.clone().slice(0, rows.clone());
            let [want_y, want_dx] = run(&steps, &part(&x), &part(&weights), &rights.rows(rows.clone()));
            let elements = first * COLUMNS..(first + 30) * COLUMNS;
            prop_assert!(y[elements.clone()] == want_y, "the result");
            prop_assert!(dx[elements] == want_dx, "the gradient");
        }
    }
}

// The whole is long, and its parts are short.
const _: () = assert!(ROWS * COLUMNS >= FEWEST && 30 * COLUMNS < FEWEST);

#[test]
fn a_chain_writes_its_result_alone() {
    let (x, rights) = (numbers([ROWS, COLUMNS], 7), Rights::new());
    let before = handed_out();
    let y = (&x * 2.0 + &rights.0).relu() * &rights.1 - &rights.0;
    assert_eq!(handed_out(), before);
    assert_eq!(y.as_slice().len(), x.len());
    assert_eq!(handed_out() - before, x.len());
    let _ = y.as_slice();
    assert_eq!(handed_out() - before, x.len(), "computed once");
}

#[test]
fn the_gradient_of_a_chain_is_written_alone() {
    let (x, rights) = (numbers([ROWS, COLUMNS], 7), Rights::new());
    let x = Tape::new(0).input(&x).requires_grad();
    let loss = ((x.clone() * 2.0 + &rights.0).relu() * &rights.2 - &rights.0).sum();
    let before = handed_out();
    let gradients = loss.backward();
    let few = 4 * COLUMNS;
    assert!(handed_out() - before < x.len() + few, "{} elements", handed_out() - before);
    assert!(gradients.wrt(&x).is_some());
}

#[test]
fn a_norm_and_what_comes_behind_are_one_pass() {
    let x = numbers([8, 16, 32, 32], 7);
    let (row, other) = (numbers([16], 5) + 2.0, numbers([8, 16, 32, 32], 3));
    let before = handed_out();
    let y = (x.clone().batch_norm_with(&row, &row, &row, &row, 1e-5) + &other).relu();
    let _ = y.as_slice();
    assert!(handed_out() - before < x.len() + 1000);
}

#[test]
fn parts_are_copied_once() {
    let x = numbers([ROWS, 2 * COLUMNS], 7);
    let before = handed_out();
    let y = Tensor::concat(&[x.clone().slice(1, COLUMNS..), x.clone().slice(1, ..COLUMNS)], 1);
    assert_eq!(handed_out() - before, x.len());
    assert_eq!(y.as_slice()[..COLUMNS], x.as_slice()[COLUMNS..2 * COLUMNS]);
    let part = x.clone().slice(1, 300..1500);
    for (part, row) in part.as_slice().chunks(1200).zip(x.as_slice().chunks(2 * COLUMNS)) {
        assert_eq!(part, &row[300..1500]);
    }
}

#[test]
fn what_is_computed_holds_no_operands() {
    let mut x = numbers([ROWS, COLUMNS], 7);
    let y = &x * 2.0 + 1.0;
    let at = x.as_slice().as_ptr();
    let first = y.as_slice()[0];
    assert_eq!(x.as_mut_slice().as_ptr(), at, "nobody else holds it any more");
    assert_eq!(first, x.as_slice()[0] * 2.0 + 1.0);
}

#[test]
fn what_waits_does_not_see_later_changes() {
    let mut x = numbers([ROWS, COLUMNS], 7);
    let (first, y) = (x.as_slice()[0], &x * 2.0);
    x.as_mut_slice().fill(7.0);
    assert_eq!(y.as_slice()[0], first * 2.0);
}

#[test]
fn a_loop_makes_no_chain_without_end() {
    let x = numbers([ROWS, COLUMNS], 7);
    let mut y = x.clone();
    for _ in 0..100_000 / ROWS {
        y = y * 0.5 + &x;
        let steps = y.storage().as_pending().map_or(0, |how| how.steps());
        assert!(steps <= 20, "{steps} steps");
    }
    assert!((y.as_slice()[5] - 2.0 * x.as_slice()[5]).abs() < 1e-5);
}

#[test]
fn what_is_dear_and_held_by_others_is_computed_once() {
    let x = numbers([ROWS, COLUMNS], 7);
    let before = handed_out();
    let y = x.clone().sigmoid();
    let (a, b) = (&y * 2.0, &y * 3.0);
    assert_eq!(a.as_slice()[1] * 1.5, b.as_slice()[1]);
    assert_eq!(handed_out() - before, 3 * x.len(), "the sigmoid and both products");
}

#[test]
fn a_result_takes_the_place_of_what_nobody_else_holds() {
    let (x, other) = (numbers([ROWS, COLUMNS], 7), numbers([ROWS, COLUMNS], 37));
    let before = handed_out();
    let at = x.as_slice().as_ptr();
    let y = (x * 2.0 + &other).relu();
    assert_eq!(y.as_slice().as_ptr(), at);
    let y = &other - y;
    assert_eq!(y.as_slice().as_ptr(), at);
    assert_eq!(handed_out(), before);
}

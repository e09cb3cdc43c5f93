//! Recurrent layers: a layer in one direction over a whole sequence is one operation.

use crate::kernels::recurrent::{Recurrence, Weights};
use crate::operation::{Operation, Recurrent as Layer};
use crate::storage::Float;
use crate::tensor::{Op, Tensor};

/// The weights of a recurrent layer in one direction, but for those of the input.
pub(crate) struct Recurrent<A: Float> {
    /// `[gates · hidden, output]`.
    pub(crate) hidden: Tensor<2, A>,
    /// `[gates · hidden]`.
    pub(crate) bias: Option<Tensor<1, A>>,
    /// `[output, hidden]`.
    pub(crate) projection: Option<Tensor<2, A>>,
}

/// The hidden and the cell state, `[batch, output]` and `[batch, hidden]`. A cell without memory has one of no columns.
pub(crate) type States<A> = [Tensor<2, A>; 2];

/// All steps, from the input's part `x`, `[steps, batch, gates · hidden]` or with the batch first, and from the states before
/// the first step, or zeros: the hidden state after each, and the states after the last. Shapes are checked by the layer.
#[track_caller]
pub(crate) fn recurrent<A: Float>(
    recurrence: Recurrence,
    x: Tensor<3, A>,
    weights: Recurrent<A>,
    states: Option<States<A>>,
) -> (Tensor<3, A>, States<A>) {
    let [first, second, _] = x.shape();
    let (sizes, output) = (recurrence.state_sizes(), recurrence.output);
    let [steps, hidden, cell] =
        [first * second * output, sizes[0].iter().product(), sizes[1].iter().product::<usize>()];
    let all = run(recurrence, x, weights, states);
    let y = all.clone().slice(0, 0..steps).reshape([first, second, output]);
    let h = all.clone().slice(0, steps..steps + hidden).reshape(sizes[0]);
    let c = all.slice(0, steps + hidden..steps + hidden + cell).reshape(sizes[1]);
    (y, [h, c])
}

/// All that comes out in one tensor, since an operation has one result.
#[track_caller]
fn run<A: Float>(
    recurrence: Recurrence,
    x: Tensor<3, A>,
    weights: Recurrent<A>,
    states: Option<States<A>>,
) -> Tensor<1, A> {
    let Recurrent { hidden, bias, projection } = weights;
    let mut op = Op::named("recurrent");
    let (vx, vw) = (op.input(&x), op.input(&hidden));
    let (h, c) = states.map_or((None, None), |[h, c]| (Some(h), Some(c)));
    let vs = [op.optional_input(h.as_ref()), op.optional_input(c.as_ref())];
    let (vb, vp) = (op.optional_input(bias.as_ref()), op.optional_input(projection.as_ref()));
    op.means(|| {
        let Recurrence { cell, hidden, output, batch_first, reverse, ref lengths, .. } = recurrence;
        let operands = [h.is_some(), c.is_some(), bias.is_some(), projection.is_some()];
        let lengths = lengths.clone();
        Operation::Recurrent(Layer { cell, hidden, output, batch_first, reverse, lengths, operands })
    });
    op.multiply_adds(recurrence.multiply_adds()).run(
        [recurrence.len()],
        |keep| {
            let mut weights = weights_of(&hidden, bias.as_ref(), projection.as_ref());
            // A weight that lasts, as those of a model that is not trained do, is laid out once.
            if !keep.wanted() && recurrence.wants_packed() {
                weights.packed = hidden.storage().arrange(|weights| recurrence.packed(weights));
            }
            let states = [h.as_ref(), c.as_ref()].map(|state| state.map(Tensor::as_slice));
            let result = recurrence.forward(x.as_slice(), &weights, states, keep.wanted());
            let kept = keep.value(|| {
                let (bias, projection) =
                    (bias.as_ref().map(Tensor::off_tape), projection.as_ref().map(Tensor::off_tape));
                (recurrence.clone(), result.kept, hidden.off_tape(), bias, projection)
            });
            (Tensor::new([result.y.len()], result.y), kept)
        },
        move |(recurrence, kept, hidden, bias, projection), dy, grads| {
            let weights = weights_of(&hidden, bias.as_ref(), projection.as_ref());
            let gradients = recurrence.backward(&kept, &weights, dy.as_slice());
            grads.add_with(vx, || Tensor::new(vx.shape(), gradients.x));
            grads.add_with(vw, || Tensor::new(vw.shape(), gradients.hidden));
            for (state, gradient) in vs.into_iter().zip([gradients.h, gradients.c]) {
                if let Some(state) = state {
                    grads.add_with(state, || Tensor::new(state.shape(), gradient));
                }
            }
            if let Some(vb) = vb {
                grads.add_with(vb, || Tensor::new(vb.shape(), gradients.bias));
            }
            if let Some(vp) = vp {
                grads.add_with(vp, || Tensor::new(vp.shape(), gradients.projection));
            }
        },
    )
}

fn weights_of<'a, A: Float>(
    hidden: &'a Tensor<2, A>,
    bias: Option<&'a Tensor<1, A>>,
    projection: Option<&'a Tensor<2, A>>,
) -> Weights<'a, A> {
    Weights {
        hidden: hidden.as_slice(),
        packed: None,
        bias: bias.map(Tensor::as_slice),
        projection: projection.map(Tensor::as_slice),
    }
}

#[cfg(test)]
mod tests {
    use super::{Recurrent, recurrent};
    use crate::gradcheck::{gradcheck, irregular};
    use crate::kernels::recurrent::{Cell, Recurrence};
    use crate::storage::handed_out;
    use crate::tensor::Tensor;

    const CELLS: [Cell; 4] = [Cell::Tanh, Cell::Relu, Cell::Lstm, Cell::Gru];

    /// A sum that depends on everything that comes out, of an operand in the place that `which` says.
    fn check(recurrence: Recurrence, projected: bool) {
        let Recurrence { cell, steps, batch, hidden, output, batch_first, .. } = recurrence;
        let width = cell.gates() * hidden;
        let rows = if batch_first { [batch, steps] } else { [steps, batch] };
        let memory = if cell.has_memory() { hidden } else { 0 };
        let x = irregular([rows[0], rows[1], width]);
        let (h, c) = (irregular([batch, output]) * 0.5, irregular([batch, memory]) * 0.7);
        let (w, b) = (irregular([width, output]) * 0.4, irregular([width]) * 0.3);
        let p = irregular([output, hidden]) * 0.6;
        let sum = |x: &Tensor<3, f64>,
                   h: &Tensor<2, f64>,
                   c: &Tensor<2, f64>,
                   w: &Tensor<2, f64>,
                   b: &Tensor<1, f64>,
                   p: &Tensor<2, f64>| {
            let weights = Recurrent {
                hidden: w.clone(),
                bias: Some(b.clone()),
                projection: projected.then(|| p.clone()),
            };
            let (y, [h, c]) = recurrent(recurrence.clone(), x.clone(), weights, Some([h.clone(), c.clone()]));
            let weighted = |n: usize| irregular([n]) + 0.3;
            let (ny, nh, nc) = (y.len(), h.len(), c.len());
            let y = (y.reshape([ny]) * weighted(ny)).sum();
            y + (h.reshape([nh]) * weighted(nh)).sum() + (c.reshape([nc]) * weighted(nc)).sum()
        };
        gradcheck(x.clone(), |x| sum(&x, &h, &c, &w, &b, &p)).unwrap();
        gradcheck(h.clone(), |h| sum(&x, &h, &c, &w, &b, &p)).unwrap();
        if memory > 0 {
            gradcheck(c.clone(), |c| sum(&x, &h, &c, &w, &b, &p)).unwrap();
        }
        gradcheck(w.clone(), |w| sum(&x, &h, &c, &w, &b, &p)).unwrap();
        gradcheck(b.clone(), |b| sum(&x, &h, &c, &w, &b, &p)).unwrap();
        if projected {
            gradcheck(p.clone(), |p| sum(&x, &h, &c, &w, &b, &p)).unwrap();
        }
    }

    fn recurrence(cell: Cell) -> Recurrence {
        Recurrence {
            cell,
            steps: 3,
            batch: 2,
            hidden: 3,
            output: 3,
            batch_first: false,
            reverse: false,
            lengths: None,
        }
    }

    #[test]
    fn every_cell_in_both_directions_and_layouts() {
        for cell in CELLS {
            check(recurrence(cell), false);
            check(Recurrence { batch_first: true, reverse: true, ..recurrence(cell) }, false);
        }
    }

    #[test]
    fn sequences_of_different_lengths() {
        for cell in CELLS {
            for (reverse, batch_first) in [(false, true), (true, false)] {
                let lengths = Some(vec![3, 1]);
                check(Recurrence { lengths, reverse, batch_first, ..recurrence(cell) }, false);
            }
        }
    }

    #[test]
    fn a_projected_state() {
        for (reverse, lengths) in [(false, None), (true, Some(vec![2, 3]))] {
            check(Recurrence { output: 2, reverse, lengths, ..recurrence(Cell::Lstm) }, true);
        }
    }

    /// Many units are computed on all threads, few by the caller.
    #[test]
    fn a_large_batch_gives_what_its_sequences_give() {
        const BATCH: usize = 20;
        for (cell, lengths) in CELLS.into_iter().flat_map(|cell| [(cell, false), (cell, true)]) {
            let lengths = lengths.then(|| (0..BATCH).map(|i| i % 3 + 1).collect::<Vec<_>>());
            let all =
                Recurrence { batch: BATCH, hidden: 64, output: 64, batch_first: true, ..recurrence(cell) };
            let width = cell.gates() * all.hidden;
            let x = irregular([BATCH, all.steps, width]);
            let hidden = irregular([width, all.output]) * 0.1;
            let run = |recurrence: Recurrence, x: Tensor<3, f64>| {
                let x = crate::Tape::new(0).input(x).requires_grad();
                let weights = Recurrent { hidden: hidden.clone(), bias: None, projection: None };
                let (y, _) = recurrent(recurrence, x.clone(), weights, None);
                let gradients = y.clone().square().sum().backward();
                (y.off_tape(), gradients.wrt(&x).unwrap().clone())
            };
            let together = run(Recurrence { lengths: lengths.clone(), ..all.clone() }, x.clone());
            for i in 0..BATCH {
                let lengths = lengths.as_ref().map(|lengths| vec![lengths[i]]);
                let alone =
                    run(Recurrence { batch: 1, lengths, ..all.clone() }, x.clone().slice(0, i..i + 1));
                for (together, alone) in [(&together.0, alone.0), (&together.1, alone.1)] {
                    let together = together.clone().slice(0, i..i + 1);
                    for (together, alone) in together.as_slice().iter().zip(alone.as_slice()) {
                        assert!((together - alone).abs() < 1e-12, "{cell:?}: {together} instead of {alone}");
                    }
                }
            }
        }
    }

    /// Each thread takes some sequences through all steps.
    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        const BATCH: usize = 24;
        let layouts = [(false, false), (true, false), (false, true), (true, true)];
        for (cell, (batch_first, short)) in CELLS.into_iter().flat_map(|cell| layouts.map(|of| (cell, of))) {
            let lengths = short.then(|| (0..BATCH).map(|i| i % 9 + 1).collect());
            let sizes = Recurrence { steps: 9, batch: BATCH, hidden: 80, output: 80, ..recurrence(cell) };
            let all = Recurrence { batch_first, lengths, ..sizes };
            assert!(all.multiply_adds() > 1024 * 1024);
            let width = cell.gates() * all.hidden;
            let x = irregular(if batch_first { [BATCH, 9, width] } else { [9, BATCH, width] });
            let (hidden, bias) = (irregular([width, all.output]) * 0.1, irregular([width]));
            let run = |threads: usize| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| {
                    let x = crate::Tape::new(0).input(x.clone()).requires_grad();
                    let weights =
                        Recurrent { hidden: hidden.clone(), bias: Some(bias.clone()), projection: None };
                    let (y, [h, c]) = recurrent(all.clone(), x.clone(), weights, None);
                    let sum = y.clone().square().sum() + h.clone().sum() + c.square().sum();
                    let gradient = sum.backward().wrt(&x).unwrap().clone();
                    [y.off_tape().into_vec(), h.off_tape().into_vec(), gradient.into_vec()]
                })
            };
            let one = run(1);
            assert!(run(2) == one && run(3) == one, "{all:?}");
        }
    }

    #[test]
    fn a_weight_that_is_not_trained_is_laid_out_once() {
        let hidden = irregular([256, 64]);
        let taken = || {
            let weights = Recurrent { hidden: hidden.clone(), bias: None, projection: None };
            let of = Recurrence { hidden: 64, output: 64, ..recurrence(Cell::Lstm) };
            let before = handed_out();
            let (y, _) = recurrent(of, irregular([3, 2, 256]), weights, None);
            (handed_out() - before, y)
        };
        let ((first, y), (second, again)) = (taken(), taken());
        assert!(first >= second + hidden.len(), "{first}, then {second}");
        assert_eq!(y.as_slice(), again.as_slice());
    }

    #[test]
    fn steps_of_one_and_nothing_at_all() {
        check(Recurrence { steps: 1, ..recurrence(Cell::Gru) }, false);
        for (steps, batch) in [(0, 2), (2, 0)] {
            let none = Recurrence { steps, batch, ..recurrence(Cell::Lstm) };
            let weights = Recurrent { hidden: irregular([12, 3]), bias: None, projection: None };
            let states = [Tensor::full([batch, 3], 2.0), Tensor::full([batch, 3], 4.0)];
            let (y, [h, c]) = recurrent(none, Tensor::zeros([steps, batch, 12]), weights, Some(states));
            assert_eq!((y.len(), h.shape(), c.shape()), (0, [batch, 3], [batch, 3]));
            assert!(h.as_slice().iter().all(|&h| h == 2.0) && c.as_slice().iter().all(|&c| c == 4.0));
        }
    }

    #[test]
    fn what_is_kept_does_not_change_what_comes_out() {
        for cell in CELLS {
            let x = irregular([3, 2, cell.gates() * 3]);
            let result = |x: Tensor<3, f64>| {
                let weights =
                    Recurrent { hidden: irregular([cell.gates() * 3, 3]), bias: None, projection: None };
                let memory = if cell.has_memory() { 3 } else { 0 };
                recurrent(recurrence(cell), x, weights, Some([irregular([2, 3]), irregular([2, memory])]))
            };
            let on_tape = result(crate::Tape::new(0).input(x.clone()).requires_grad());
            assert_eq!(result(x).0.as_slice(), on_tape.0.as_slice());
        }
    }
}

//! Inputs that may be missing: a forward is followed with them and without.

use nn_core::prelude::*;

/// Attention with a mask, if there is one.
#[derive(Module, Init)]
struct Attention {
    #[init(Linear::spec(8, 8))]
    query: Linear,
    #[init(Linear::spec(8, 8))]
    key: Linear,
}

#[shapes(input = ([6, 8], [6, 6]), output = [6, 8])]
impl Forward<(Tensor<3>, Option<Tensor<3>>)> for Attention {
    type Output = Tensor<3>;

    fn forward(&self, (x, mask): (Tensor<3>, Option<Tensor<3>>)) -> Tensor<3> {
        let scores = self.query.forward(x.clone()).matmul_t(self.key.forward(x.clone()));
        let scores = match &mask {
            Some(mask) => scores + mask,
            None => scores,
        };
        scores.softmax(2).matmul(x)
    }
}

/// Steps of a state that is there from the second on.
#[derive(Module, Init)]
#[init(width: usize)]
struct Reader {
    #[init(Attention::spec())]
    attention: Attention,
    #[init(Gru::spec(8, width).batch_first(true))]
    gru: Gru,
    #[init(Linear::spec(width, 3))]
    head: Linear,
}

#[shapes]
impl Reader {
    fn masked(&self, x: Tensor<3>, mask: Option<Tensor<3>>) -> Tensor<3> {
        let x = self.attention.forward((x, mask.clone()));
        let x = self.attention.forward((x, None));
        let by = mask.as_ref().map(|mask| mask.clone().mean_keepdim(2)).unwrap_or_else(|| x.clone().mean_keepdim(2));
        if let Some(mask) = mask { mask.matmul(x * by) } else { x }
    }
}

#[shapes(input = ([6, 8], [6, 6]), output = ([6, 3], [3]))]
impl Reader {
    fn forward(&self, x: Tensor<3>, mask: Option<Tensor<3>>) -> (Tensor<3>, Tensor<2>) {
        let missing = mask.is_none();
        let x = if missing { self.masked(x, None) } else { self.masked(x, mask) };
        let mut state: Option<Tensor<3>> = None;
        let mut steps = Vec::new();
        for step in x.unbind(1) {
            let (y, behind) = self.gru.forward((step.insert_axis(1), state));
            steps.push(self.head.forward(y));
            state = Some(behind);
        }
        let last = state.map(|state| self.head.forward(state.at(0, 0)));
        (Tensor::concat(&steps, 1), last.expect("there are steps"))
    }
}

fn main() {
    let model = Reader::init(5, &mut rng(0));
    for mask in [None, Some(Tensor::zeros([2, 6, 6]))] {
        let (y, last) = model.forward(Tensor::ones([2, 6, 8]), mask);
        assert_eq!((y.shape(), last.shape()), ([2, 6, 3], [2, 3]));
    }
    assert_eq!(Attention::OUTPUT_SHAPE, [6, 8]);
}

//! A state that is not there before the first step.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Gru::spec(8, 8).batch_first(true))]
    gru: Gru,
}

#[shapes(input = [5, 8])]
impl Forward<Tensor<3>> for Net {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let mut state = None;
        let mut steps = Vec::new();
        for step in x.unbind(1) {
            let (y, behind) = self.gru.forward((step.insert_axis(1), state));
            state = Some(behind);
            steps.push(y);
        }
        Tensor::concat(&steps, 1)
    }
}

fn main() {}

//! A mixture of experts: each sees the input, a gate weighs what they say.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(width: usize, experts: usize)]
struct Experts {
    #[init(Linear::spec(width, experts))]
    gate: Linear,
    #[init(repeat(experts, |_| (Linear::spec(width, 2 * width), Gelu, Linear::spec(2 * width, width))))]
    experts: Vec<(Linear, Gelu, Linear)>,
}

#[shapes(spec = Experts::spec(16, 4), input = [16], output = [16])]
impl Forward<Tensor<2>> for Experts {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let weights = self.gate.forward(x.clone()).softmax(1);
        let mut sum = Tensor::zeros(x.shape()).beside(&x);
        for (i, expert) in self.experts.iter().enumerate() {
            sum = sum + expert.forward(x.clone()) * weights.clone().slice(1, i..i + 1);
        }
        let said: Vec<_> = self.experts.iter().map(|expert| expert.forward(x.clone())).collect();
        let all = (Tensor::stack(&said, 1) * weights.insert_axis(2)).sum_axis(1);
        (sum + all) * 0.5
    }
}

fn main() {
    assert_eq!(Experts::init(8, 3, &mut rng(0)).forward(Tensor::zeros([5, 8])).shape(), [5, 8]);
}

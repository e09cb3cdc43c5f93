//! A batch that is not the first axis, and a state that may be missing: `batch` stands where it is.

use nn_core::prelude::*;

/// For texts of `[length, batch]` words.
#[derive(Module, Init)]
struct Texts {
    #[init(shared(Embedding::spec(50, 16)))]
    encoder: Shared<Embedding>,
    #[init(Lstm::spec(16, 16).num_layers(2))]
    rnn: Lstm,
    #[init(tied(encoder))]
    decoder: TiedLinear,
}

#[shapes(
    input = ([1..=20, batch], ([2, batch, 16], [2, batch, 16])),
    output = ([_, 50], ([2, batch, 16], [2, batch, 16]))
)]
impl Texts {
    fn forward(
        &self,
        words: Tensor<2, usize>,
        state: Option<(Tensor<3>, Tensor<3>)>,
    ) -> (Tensor<2>, (Tensor<3>, Tensor<3>)) {
        let (y, state) = self.rnn.forward((self.encoder.forward(words), state));
        let [length, batch, width] = y.shape();
        (self.decoder.forward(y.view([length * batch, width])), state)
    }
}

/// Of any width, which its constructor checks.
#[derive(Module, Init)]
#[init(width: usize)]
struct Steps {
    #[init(Gru::spec(width, width))]
    rnn: Gru,
    #[init(Linear::spec(width, 3))]
    head: Linear,
}

#[shapes(input = ([7, batch, width], [1, batch, width]), output = [7 * batch, 3])]
impl Forward<(Tensor<3>, Tensor<3>)> for Steps {
    type Output = Tensor<2>;

    fn forward(&self, (x, state): (Tensor<3>, Tensor<3>)) -> Tensor<2> {
        let (y, _) = self.rnn.forward((x, state));
        let [length, batch, width] = y.shape();
        self.head.forward(y.reshape([length * batch, width]))
    }
}

/// Where the batch is the first axis, other models run it as any other.
#[derive(Module, Init)]
struct Head {
    #[init(Linear::spec(4, 2))]
    fc: Linear,
}

#[shapes(input = [batch, 4], output = [batch, 2])]
impl Forward<Tensor<2>> for Head {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.fc.forward(x)
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(Head::spec())]
    head: Head,
}

#[shapes(input = [4], output = [2])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.head.forward(x)
    }
}

fn main() {
    let model = Texts::init(&mut rng(0));
    let (y, state) = model.forward(Tensor::zeros([5, 3]), None);
    assert_eq!(y.shape(), [15, 50]);
    assert_eq!(model.forward(Tensor::zeros([1, 3]), Some(state)).0.shape(), [3, 50]);
    let steps = Steps::init(4, &mut rng(0));
    assert_eq!(steps.forward((Tensor::zeros([7, 2, 4]), Tensor::zeros([1, 2, 4]))).shape(), [14, 3]);
    assert_eq!(Net::init(&mut rng(0)).forward(Tensor::zeros([3, 4])).shape(), [3, 2]);
}

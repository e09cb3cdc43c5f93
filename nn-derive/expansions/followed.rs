#[init(width: usize)]
struct Net {
    #[init(Linear::spec(width, width))]
    stem: Linear,
    #[init(repeat(3, |i| (Linear::spec(width, width), Relu)))]
    layers: Vec<(Linear, Relu)>,
    #[init((width > 8).then(|| Dropout::spec(0.5)))]
    dropout: Option<Dropout>,
    #[init(true)]
    adds: bool,
}

#[shapes(input = [8], output = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let mut y = self.stem.forward(x.clone());
        for (i, (linear, relu)) in self.layers.iter().enumerate() {
            y = relu.forward(linear.forward(y)) * (i as f32);
        }
        if let Some(dropout) = &self.dropout {
            y = dropout.forward(y);
        }
        let [batch, width] = y.shape();
        let y = y.reshape([batch, 2, width / 2]).flatten();
        if self.adds { y + x } else { self.scaled(y) }
    }
}

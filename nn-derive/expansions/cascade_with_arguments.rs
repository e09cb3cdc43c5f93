#[init(inner: impl Init<Module = M>, inputs: usize, width: usize)]
#[forward(input = Tensor<2>)]
struct Net<M> {
    #[init(inner)]
    inner: M,
    #[init(Linear::spec(inputs, width))]
    head: Linear,
    #[init(width)]
    width: usize,
}

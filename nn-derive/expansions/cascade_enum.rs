#[forward(input = Tensor<1>)]
enum Activation {
    Relu(Relu),
    Gated { gate: Linear, sigmoid: Sigmoid },
    Identity,
}

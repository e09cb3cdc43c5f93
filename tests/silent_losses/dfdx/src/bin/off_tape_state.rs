use silent_losses_dfdx::*;

/// Both biases are added to the same sum, so their gradients are equal.
fn main() {
    let net = (layer(), layer());
    let zeros: Plain = Cpu::default().zeros();
    let h = (net.0.forward(scale().trace(net.alloc_grads())) + net.1.forward(zeros)).tanh();
    let h = (net.0.forward(scale().negate().leaky_trace()) + net.1.forward(h)).tanh();
    let gradients = h.sum::<Rank0, _>().backward();
    print_equal(&gradients.get(&net.0.bias).as_vec(), &gradients.get(&net.1.bias).as_vec());
}

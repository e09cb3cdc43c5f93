use silent_losses_dfdx::*;

fn main() {
    let device = Cpu::default();
    let norm = device.build_module::<dfdx::nn::builders::BatchNorm1D<2>, f32>();
    let mut net = (norm, layer());
    let statistics = |net: &(modules::BatchNorm1D<2, f32, Cpu>, Layer<f32, Cpu>)| {
        [net.0.running_mean.as_vec(), net.0.running_var.as_vec()].concat()
    };
    let x = device.tensor([[1.0, 2.0], [3.0, 5.0]]);
    let loss = net.forward_mut(x.trace(net.alloc_grads())).mean();
    step(&mut net, loss);
    let before = statistics(&net);
    net.forward(x);
    print_equal(&before, &statistics(&net));
}

use silent_losses_dfdx::*;

type Norm = modules::BatchNorm1D<2, f32, Cpu>;

fn body((linear, norm): &(Layer<f32, Cpu>, Norm)) -> Vec<f32> {
    let norm = [&norm.scale, &norm.bias, &norm.running_mean, &norm.running_var].map(|tensor| tensor.as_vec());
    [values(linear), norm.concat()].concat()
}

/// The optimizer gets the head alone.
fn main() {
    let device = Cpu::default();
    let norm = device.build_module::<dfdx::nn::builders::BatchNorm1D<2>, f32>();
    let mut net = ((layer(), norm), layer());
    let before = body(&net.0);
    let x = device.tensor([[1.0, 2.0], [3.0, 5.0]]).trace(net.1.alloc_grads());
    let loss = net.forward_mut(x).mean();
    step(&mut net.1, loss);
    print_equal(&before, &body(&net.0));
}

use burn::module::{Module, ModuleMapper, ModuleVisitor};
use burn::nn::Linear;
use burn::tensor::Device;
use silent_losses_burn::{input, layer, print_changed, step, values};

#[derive(Clone, Debug)]
struct Net {
    layer: Linear,
    head: Linear,
}

impl Net {
    fn each(self, change: impl Fn(Linear) -> Linear) -> Self {
        Net { layer: change(self.layer), head: change(self.head) }
    }
}

impl Module for Net {
    fn visit<V: ModuleVisitor>(&self, visitor: &mut V) {
        self.layer.visit(visitor);
        self.head.visit(visitor);
    }

    fn map<M: ModuleMapper>(self, mapper: &mut M) -> Self {
        Net { head: self.head.map(mapper), ..self }
    }

    fn collect_devices(&self, devices: Vec<Device>) -> Vec<Device> {
        self.head.collect_devices(self.layer.collect_devices(devices))
    }

    fn fork(self, device: &Device) -> Self {
        self.each(|layer| layer.fork(device))
    }

    fn to_device(self, device: &Device) -> Self {
        self.each(|layer| layer.to_device(device))
    }

    fn valid(&self) -> Self {
        self.clone().each(|layer| layer.valid())
    }

    fn train(self) -> Self {
        self.each(Module::train)
    }

    fn materialize(self) -> Self {
        self.each(Module::materialize)
    }
}

fn main() {
    let net = Net { layer: layer(), head: layer() };
    let before = values(&net.layer);
    let loss = net.head.forward(net.layer.forward(input())).mean();
    let net = step(net, loss);
    print_changed(&before, &values(&net.layer));
}

use nn_core::prelude::*;
use silent_losses_nn_core::{input, layer, print_changed, step, values};

struct Net {
    layer: Linear,
    head: Linear,
}

impl Module for Net {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        self.layer.visit(&at.field("layer"), visit);
        self.head.visit(&at.field("head"), visit);
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        self.head.visit_mut(&at.field("head"), visit);
    }
}

fn main() {
    let mut net = Net { layer: layer(), head: layer() };
    let before = values(&net.layer);
    let loss = net.head.forward(net.layer.forward(input())).mean();
    step(&mut net, loss);
    print_changed(&before, &values(&net.layer));
}

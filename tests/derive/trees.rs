//! Models as people see them.

use std::collections::BTreeMap;

use nn_core::prelude::*;

/// Compares with the expected lines, which are indented by eight spaces.
#[track_caller]
fn prints(model: &impl Module, expected: &str) {
    let expected: Vec<&str> =
        expected.trim().lines().map(|line| line.strip_prefix("        ").unwrap_or(line)).collect();
    assert_eq!(model.tree().to_string(), expected.join("\n"));
}

#[test]
fn a_chain_prints_as_in_pytorch() {
    let mut rng = rng(0);
    let net = (Conv2d::new(3, 32, 7, &mut rng), Relu, Flatten, Linear::new(5408, 10, &mut rng));
    prints(
        &net,
        "
        Sequential(
          (0): Conv2d(3, 32, kernel_size=7)  # 4,736
          (1): Relu()
          (2): Flatten()
          (3): Linear(5408, 10)  # 54,090
        )  # 58,826
        ",
    );
}

#[derive(Module)]
struct PlainList {
    layers: Vec<Conv2d>,
    head: Linear,
    sizes: Vec<usize>,
    name: String,
}

#[test]
fn runs_of_equal_layers_are_folded() {
    let mut rng = rng(0);
    let mut layers: Vec<_> = (0..9).map(|_| Conv2d::new(7, 7, 1, &mut rng)).collect();
    layers.push(Conv2d::new(7, 13, 1, &mut rng));
    let net = PlainList { layers, head: Linear::new(13, 2, &mut rng), sizes: vec![1], name: String::new() };
    prints(
        &net,
        "
        PlainList(
          (layers): ModuleList(
            (0-8): 9 x Conv2d(7, 7, kernel_size=1)  # 56
            (9): Conv2d(7, 13, kernel_size=1)  # 104
          )  # 608
          (head): Linear(13, 2)  # 28
        )  # 636
        ",
    );
    assert_eq!((net.sizes.len(), net.name.as_str()), (1, ""));
}

#[derive(Module)]
struct Custom {
    weight: Param<2>,
    #[module(skip)]
    width: usize,
    mask: Buffer<1>,
    pieces: Vec<Param<1>>,
}

fn custom(width: usize) -> Custom {
    let piece = || Param::new(Tensor::zeros([3]));
    Custom {
        weight: Param::new(Tensor::zeros([10, width])),
        width,
        mask: Buffer::new(Tensor::zeros([5])),
        pieces: vec![piece(), piece()],
    }
}

#[test]
fn parameters_of_a_struct_have_lines() {
    let model = custom(10);
    assert_eq!(model.width, 10);
    prints(
        &model,
        "
        Custom(
          (weight): Param(10, 10)  # 100
          (mask): Buffer(5)
          (pieces): ModuleList(
            (0-1): 2 x Param(3)  # 3
          )  # 6
        )  # 106
        ",
    );
}

#[test]
fn modules_of_different_sizes_are_not_folded() {
    prints(
        &vec![Param::<1>::new(Tensor::zeros([2])), Param::new(Tensor::zeros([3]))],
        "
        ModuleList(
          (0): Param(2)  # 2
          (1): Param(3)  # 3
        )  # 5
        ",
    );
}

#[derive(Module)]
enum Branch {
    Identity,
    Dense(Linear),
    Gate { gate: Linear, value: Linear },
}

#[test]
fn variants_print_under_their_names() {
    let linear = || Linear::new(2, 2, &mut rng(0));
    let branches = BTreeMap::from([
        ("a", Branch::Identity),
        ("b", Branch::Dense(linear())),
        ("c", Branch::Gate { gate: linear(), value: linear() }),
    ]);
    prints(
        &branches,
        "
        ModuleDict(
          (a): Branch::Identity()
          (b): Linear(2, 2)  # 6
          (c): Branch::Gate(
            (gate): Linear(2, 2)  # 6
            (value): Linear(2, 2)  # 6
          )  # 12
        )  # 18
        ",
    );
}

#[derive(Module)]
struct Flattened {
    #[module(flatten)]
    inner: (Linear, Relu),
    #[module(flatten)]
    relu: Relu,
}

#[test]
fn what_is_flattened_stands_among_its_neighbours() {
    prints(
        &Flattened { inner: (Linear::new(2, 2, &mut rng(0)), Relu), relu: Relu },
        "
        Flattened(
          (0): Linear(2, 2)  # 6
          (1): Relu()
          Relu()
        )  # 6
        ",
    );
}

#[test]
fn shared_modules_stand_in_all_their_places() {
    let layer = Shared::new(Linear::new(2, 2, &mut rng(0)));
    let scale = Shared::new(Param::<1>::new(Tensor::zeros([2])));
    prints(
        &(layer.clone(), Relu, layer, scale.clone(), scale),
        "
        Sequential(
          (0): Linear(2, 2)  # 6
          (1): Relu()
          (2): Linear(2, 2)  # shared
          (3): Param(2)  # 2
          (4): Shared(3)
        )  # 8
        ",
    );
}

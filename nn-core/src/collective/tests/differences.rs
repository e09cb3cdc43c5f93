//! What differs on one rank is an error on all, which names the rank and what it is.

use super::*;

/// Parameters in the order of declaration.
struct Fields([(&'static str, Param<1>); 2]);

impl Module for Fields {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        self.0.iter().for_each(|(name, param)| param.visit(&at.field(name), visit));
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        self.0.iter_mut().for_each(|(name, param)| param.visit_mut(&at.field(name), visit));
    }
}

/// Each rank has the model and the optimizer that `make` gives it.
fn refuse(make: impl Fn(usize) -> (Box<dyn Module>, Box<dyn Optimizer>) + Sync) -> Error {
    refused(4, |world| {
        let (mut model, optimizer) = make(world.rank());
        world.optimizer(optimizer, &mut *model).map(drop)
    })
}

fn is_about(error: &Error, rank: usize, name: &str) {
    let Error::Collective { ranks, names, .. } = error else { panic!("{error:?}") };
    assert_eq!(ranks, &[rank]);
    assert!(names.iter().any(|n| n == name), "{names:?}");
}

fn adam() -> Box<dyn Optimizer> {
    Box::new(Adam::new(1e-3))
}

#[test]
fn another_order_of_fields() {
    let error = refuse(|rank| {
        let names = if rank == 2 { ["b", "a"] } else { ["a", "b"] };
        (Box::new(Fields(names.map(|name| (name, Param::new([1.0, 2.0]))))), adam())
    });
    assert_says(
        &error,
        &["rank 2 differs from rank 0: rank 2 has `b` (f32 [2], trained) where rank 0 has `a`"],
    );
    is_about(&error, 2, "b");
}

#[test]
fn another_shape() {
    let error = refuse(|rank| (Box::new(Linear::new(3 + rank / 3, 2, &mut rng(0))), adam()));
    assert_says(&error, &["`weight` is f32 [2, 4], trained on rank 3 and f32 [2, 3], trained on rank 0"]);
    is_about(&error, 3, "weight");
}

#[test]
fn another_element_type() {
    let error = refuse(|rank| match rank {
        1 => (Box::new(Param::<1, f64>::new([1.0])), adam()),
        _ => (Box::new(Param::<1>::new([1.0])), adam()),
    });
    assert_says(&error, &["is f64 [1], trained on rank 1 and f32 [1], trained on rank 0"]);
}

#[test]
fn something_else_frozen() {
    let error = refuse(|rank| {
        let mut model = mlp();
        if rank == 1 {
            model.2.freeze();
        }
        (Box::new(model), adam())
    });
    assert_says(&error, &["`2.weight` is f32 [3, 8], frozen on rank 1"]);
    is_about(&error, 1, "2.weight");
}

#[test]
fn a_parameter_more() {
    let error = refuse(|rank| {
        let linear = || Linear::new(2, 2, &mut rng(0));
        (Box::new((0..1 + rank / 3).map(|_| linear()).collect::<Vec<_>>()), adam())
    });
    assert_says(&error, &["rank 3 has `1.weight` (f32 [2, 2], trained) where rank 0 has nothing more"]);
}

#[test]
fn other_settings_and_another_optimizer() {
    let error = refuse(|rank| {
        let adam = Adam::new(1e-3).weight_decay(if rank == 1 { 1e-2 } else { 0.0 });
        (Box::new(mlp()), Box::new(adam))
    });
    assert_says(&error, &["`weight_decay` is 0.01 on rank 1 and 0.0 on rank 0"]);
    is_about(&error, 1, "weight_decay");
    let error = refuse(|rank| match rank {
        3 => (Box::new(mlp()), Box::new(AdamW::new(1e-3)) as Box<dyn Optimizer>),
        _ => (Box::new(mlp()), adam()),
    });
    assert_says(&error, &["rank 3 differs from rank 0"]);
}

#[test]
fn several_ranks_are_all_named() {
    let error = refuse(|rank| (Box::new(mlp()), Box::new(Adam::new(1e-3 * (1 + rank % 2) as f64))));
    assert_says(&error, &["`lr` is 0.002 on rank 1 and 0.001 on rank 0; so do ranks [3]"]);
    assert!(matches!(error, Error::Collective { ranks, .. } if ranks == [1, 3]));
}

/// Each rank takes a step with the batch that `batch` gives it.
fn refuse_batch(batch: impl Fn(usize) -> Batch + Sync) -> Error {
    refused(2, |world| {
        let mut model = mlp();
        let mut adam = world.optimizer(Adam::new(1e-3), &mut model)?;
        let before = model.0.weight.value().clone();
        let result = step(world, &mut model, &mut adam, &batch(world.rank()));
        assert_eq!(before.as_slice(), model.0.weight.value().as_slice());
        result.map(drop)
    })
}

#[test]
fn another_batch() {
    let error = refuse_batch(|rank| Batch::new((0..16 + rank).collect::<Vec<_>>(), 7, 0));
    assert_says(&error, &["`the size of the batch` is 17 on rank 1 and 16 on rank 0"]);
    let error = refuse_batch(|rank| Batch::new((rank..16 + rank).collect::<Vec<_>>(), 7, 0));
    assert_says(&error, &["`the samples of the batch` is [1, 2, 3, 4, 5, 6, 7, 8] and so on"]);
    let last = |rank| (0..15).chain([15 + rank]).collect::<Vec<_>>();
    assert_says(&refuse_batch(|rank| Batch::new(last(rank), 7, 0)), &["`the samples of the batch`"]);
    let error = refuse_batch(|rank| Batch::new([1, 2], rank as u64, 0));
    assert_says(&error, &["`the seed` is 1 on rank 1 and 0 on rank 0"]);
    assert_says(&refuse_batch(|rank| Batch::new([1, 2], 0, rank as u64)), &["`the step` is 1 on rank 1"]);
}

#[test]
fn another_learning_rate_in_the_middle_of_the_run() {
    let error = refused(2, |world| {
        let mut model = mlp();
        let mut adam = world.optimizer(Adam::new(1e-3), &mut model)?;
        for at in 0..3 {
            if (world.rank(), at) == (1, 2) {
                adam.set_learning_rate(5e-4);
            }
            step(world, &mut model, &mut adam, &Batch::new((0..16).collect::<Vec<_>>(), 7, at))?;
        }
        Ok(())
    });
    assert_says(&error, &["`the learning rate` is 0.0005 on rank 1 and 0.001 on rank 0"]);
}

#[test]
fn another_number_of_shards() {
    let error = refused(2, |world| {
        let world = world.clone().with_shards(8 + 8 * world.rank())?;
        world.mean(10, |_| 0.0).map(drop)
    });
    assert_says(&error, &["`the number of shards` is 16 on rank 1 and 8 on rank 0"]);
}

#[test]
fn another_call() {
    let error = refused(4, |world| match world.rank() {
        2 => world.any(false).map(drop),
        _ => world.barrier(),
    });
    assert_says(&error, &["rank 2 is at `any` (its exchange 1) while rank 0 is at `barrier` (1)"]);
}

#[test]
fn values_that_drift_apart_are_found() {
    let error = refused(2, |world| {
        let mut model = mlp();
        let mut adam = world.optimizer(Adam::new(1e-3), &mut model)?.check_every(3);
        for at in 0..6 {
            assert!(at <= 3, "the drift is found before the fourth step");
            if (world.rank(), at) == (1, 1) {
                let mut values = model.2.bias.as_ref().unwrap().value().clone().into_vec();
                values[2] = f32::from_bits(values[2].to_bits() ^ 1);
                model.2.bias.as_mut().unwrap().set_value(Tensor::from(values));
            }
            let batch = Batch::new((0..16).collect::<Vec<_>>(), 7, at);
            let (_, gradients) = world.gradients(&model, &batch, |shard| {
                model
                    .2
                    .forward(shard.tape().input(features(shard.samples(), 8)))
                    .cross_entropy(&classes(shard.samples()))
            })?;
            adam.step(&mut model, gradients)?;
        }
        Ok(())
    });
    assert_says(&error, &["`2.bias` is values with the checksum"]);
    is_about(&error, 1, "2.bias");
}

#[test]
fn another_treatment_of_unused_parameters() {
    let error = refuse(|rank| {
        let adam = Adam::new(1e-3);
        let adam = if rank == 1 { adam.refuse_unused() } else { adam };
        (Box::new(Param::<1>::new([1.0])), Box::new(adam))
    });
    assert_says(&error, &["`unused parameters` is refused on rank 1 and taken on rank 0"]);
    is_about(&error, 1, "unused parameters");
}

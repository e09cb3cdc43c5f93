//! Each rank keeps a part of the optimizer's state, and the bits are those of a whole one.

use super::*;

/// Trains a model with batch norm, a frozen parameter and one that takes part in every other step, and gives the bits of
/// the model, the names of what this rank remembers, and those of what all do.
fn train(size: usize, sharded: bool) -> Vec<(Vec<u64>, Vec<String>, Vec<String>)> {
    threads(size, |world| {
        let rng = &mut rng(5);
        let mut model = (
            (Linear::new(4, 8, rng), BatchNorm1d::new(8), Relu, Linear::new(8, 3, rng)),
            Param::new([0.5]),
            Linear::new(4, 3, rng),
        );
        model.2.freeze();
        let adam = Adam::new(1e-2).group("*bias", |g| g.lr(3e-2));
        let mut adam: Box<dyn Distributed> = match sharded {
            true => Box::new(world.sharded_optimizer(adam, &mut model)?.check_every(1)),
            false => Box::new(world.optimizer(adam, &mut model)?.check_every(1)),
        };
        for at in 0..6 {
            let batch = Batch::new((at as usize..at as usize + 24).collect::<Vec<_>>(), 7, at);
            let (_, mut gradients) = world.gradients(&model, &batch, |shard| {
                let x = shard.tape().input(features(shard.samples(), 4));
                let scores = model.0.forward(x.clone()) + model.2.forward(x.clone());
                let loss = scores.cross_entropy(&classes(shard.samples()));
                if at % 2 == 0 { loss + (x * &model.1).sum() } else { loss }
            })?;
            gradients.clip_grad_norm(1.0);
            adam.step(&mut model, gradients)?;
        }
        world.verify(&model)?;
        let names = |state: &StateDict| {
            let mut names: Vec<String> = state.names().map(str::to_owned).collect();
            names.sort_unstable();
            names
        };
        let state = adam.gather_state(&model)?;
        assert_eq!(state.get("1.step").unwrap().as_slice(), Some(&[3i64][..]));
        assert_eq!(state.metadata()["groups.0"], "*bias");
        Ok((bits(&model), names(&adam.state_dict(&model)), names(&state)))
    })
    .unwrap()
}

#[test]
fn the_bits_are_those_of_a_whole_optimizer_and_each_rank_remembers_its_part() {
    let (expected, whole, _) = train(1, false).remove(0);
    for size in [1, 2, 4, 8] {
        let ranks = train(size, true);
        let mut parts: Vec<String> = Vec::new();
        for (bits, own, all) in &ranks {
            assert_eq!(bits, &expected, "{size} ranks");
            assert_eq!(all, &whole);
            assert!(size == 1 || own.len() < whole.len());
            parts.extend(own.clone());
        }
        parts.sort_unstable();
        assert_eq!(parts, whole, "each is remembered once");
    }
}

#[test]
fn what_was_remembered_before_is_shared_out() {
    let ranks = threads(2, |world| {
        let mut model = mlp();
        let mut adam = Adam::new(1e-3);
        let loss = model.forward(Tape::new(0).input(features(&[1, 2], 4))).cross_entropy(&classes(&[1, 2]));
        adam.step(&mut model, loss.backward())?;
        let whole = adam.state_dict(&model);
        let sharded = world.sharded_optimizer(adam, &mut model)?;
        let part = sharded.state_dict(&model);
        for (name, tensor) in part.iter() {
            assert!(sharded.owns(name.rsplit_once('.').unwrap().0));
            assert_eq!(tensor.as_slice::<f32>(), whole.get(name).unwrap().as_slice::<f32>());
        }
        Ok((part.len(), whole.len()))
    });
    let ranks = ranks.unwrap();
    assert!(ranks[0].0 > 0 && ranks[1].0 > 0);
    assert_eq!(ranks[0].0 + ranks[1].0, ranks[0].1);
}

#[test]
fn unused_parameters_are_refused_on_all_ranks_and_those_of_other_ranks_are_none() {
    let train = |world: &World, used: usize| {
        let mut model: Vec<Param<1>> = (0..4).map(|_| Param::new([1.0])).collect();
        let mut adam = world.sharded_optimizer(Adam::new(1e-3).refuse_unused(), &mut model)?;
        let (_, gradients) = world.gradients(&model, &Batch::new([1, 2, 3], 7, 0), |shard| {
            let x = shard.tape().input([1.0]);
            model[..used].iter().map(|param| (&x * param).sum()).reduce(|a, b| a + b).unwrap()
        })?;
        adam.step(&mut model, gradients)
    };
    threads(2, |world| train(&world, 4)).unwrap();
    let error = refused(2, |world| train(world, 3));
    assert_says(&error, &["a trainable parameter took no part in the loss", "`3`"]);
}

#[test]
fn a_parameter_that_came_later_is_refused() {
    let error = refused(2, |world| {
        let mut model = mlp();
        let mut adam = world.sharded_optimizer(Adam::new(1e-3), &mut model)?;
        model.2 = Linear::new(8, 3, &mut rng(9));
        step(world, &mut model, &mut adam, &Batch::new([1, 2, 3], 7, 0)).map(drop)
    });
    assert_says(&error, &["was no part of the model when its optimizer was shared out"]);
}

#[test]
fn another_learning_rate_and_gradients_of_one_rank_are_refused_as_well() {
    let error = refused(2, |world| {
        let mut model = mlp();
        let mut adam = world.sharded_optimizer(Adam::new(1e-3), &mut model)?;
        adam.set_learning_rate(1e-3 * (1 + world.rank()) as f64);
        step(world, &mut model, &mut adam, &Batch::new([1, 2, 3], 7, 0)).map(drop)
    });
    assert_says(&error, &["`the learning rate` is 0.002 on rank 1 and 0.001 on rank 0"]);
    let error = refused(2, |world| {
        let mut model = mlp();
        let mut adam = world.sharded_optimizer(Adam::new(1e-3), &mut model)?;
        let loss = model.forward(Tape::new(0).input(features(&[1], 4))).cross_entropy(&classes(&[1]));
        adam.step(&mut model, loss.backward())
    });
    assert_says(&error, &["these gradients are of one rank alone"]);
}

//! Whole runs: values of rank 0, early stopping, checkpoints.

use super::*;

#[test]
fn all_begin_with_the_values_of_rank_0_and_with_what_its_optimizer_remembers() {
    let states = threads(4, |world| {
        let seed = world.rank() as u64;
        let mut model = (Linear::new(4, 8, &mut rng(seed)), Relu, Linear::new(8, 3, &mut rng(seed + 9)));
        let mut adam = Adam::new(1e-3);
        for _ in 0..3 - world.rank().min(2) {
            let loss =
                model.forward(Tape::new(0).input(features(&[1, 2], 4))).cross_entropy(&classes(&[1, 2]));
            adam.step(&mut model, loss.backward())?;
        }
        let before = model.0.weight.value().clone().into_vec();
        let adam = world.optimizer(adam, &mut model)?;
        world.verify(&model)?;
        let steps = adam.state_dict(&model).get("0.weight.step").unwrap().as_slice::<i64>().unwrap()[0];
        Ok((before, model.0.weight.value().clone().into_vec(), steps))
    })
    .unwrap();
    assert!(states.iter().all(|(_, after, steps)| (after, *steps) == (&states[0].0, 3)));
    assert_ne!(states[1].0, states[0].0);
}

#[test]
fn a_mean_is_the_same_for_any_number_of_ranks() {
    let mean = |size| {
        threads(size, |world| world.mean(37, |samples| samples.map(|i| (i as f64).sqrt()).sum())).unwrap()
    };
    let alone = mean(1)[0].to_bits();
    assert!((f64::from_bits(alone) - (0..37).map(|i| f64::from(i).sqrt()).sum::<f64>() / 37.0).abs() < 1e-12);
    assert!([2, 4, 8].into_iter().flat_map(mean).all(|found| found.to_bits() == alone));
}

#[test]
fn all_stop_when_one_wants_to() {
    let steps = threads(4, |world| {
        (0..10)
            .find_map(|at| world.any(world.rank() == 3 && at == 5).map(|stop| stop.then_some(at)).transpose())
            .unwrap()
    });
    assert_eq!(steps.unwrap(), [5; 4]);
}

/// An optimizer of which each rank keeps all, or a part.
fn adam(world: &World, sharded: bool, model: &mut Mlp) -> Result<Box<dyn Distributed>> {
    let adam = Adam::new(1e-2);
    Ok(match sharded {
        true => Box::new(world.sharded_optimizer(adam, model)?),
        false => Box::new(world.optimizer(adam, model)?),
    })
}

/// Goes on with a run until so many steps are done, with a checkpoint behind each, and gives the bits of the model.
fn run(
    (size, sharded): (usize, bool),
    shards: usize,
    folder: &std::path::Path,
    steps: u64,
) -> Result<Vec<Vec<f32>>> {
    threads(size, |world| {
        let world = world.with_shards(shards)?;
        let mut model = mlp();
        let mut adam = adam(&world, sharded, &mut model)?;
        let (mut checkpoints, mut progress) = (Checkpoints::new(folder), Progress::new(7));
        let from = world.resume(&mut checkpoints, &mut model, &mut *adam, &mut progress)?;
        assert_eq!(from.is_some(), progress.step > 0);
        while progress.step < steps {
            let batch = Batch::epoch(40, 10, &progress).next().unwrap();
            step(&world, &mut model, &mut *adam, &batch)?;
            progress.end_batch();
            if progress.batch == 4 {
                progress.end_epoch();
            }
            let path = world.save(&mut checkpoints, &model, &*adam, &progress)?;
            assert!(path.is_dir());
        }
        Ok(model.0.weight.value().clone().into_vec())
    })
}

#[test]
fn a_run_goes_on_with_another_number_of_ranks_and_with_an_optimizer_shared_out_or_not() {
    let [whole, parts] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let expected = run((1, false), 8, whole.path(), 9).unwrap().remove(0);
    for (size, steps) in
        [((4, false), 3), ((2, true), 4), ((8, true), 6), ((1, true), 7), ((4, true), 8), ((2, false), 9)]
    {
        run(size, 8, parts.path(), steps).unwrap();
    }
    assert!(run((4, false), 8, parts.path(), 9).unwrap().into_iter().all(|weight| weight == expected));
}

#[test]
fn another_number_of_shards_and_an_error_of_rank_0_are_told_to_all() {
    let folder = tempfile::tempdir().unwrap();
    run((2, false), 8, folder.path(), 2).unwrap();
    let error = run((2, false), 4, folder.path(), 3).unwrap_err();
    assert_says(&error, &["was saved by a run with 8 shards, and this one has 4"]);
    std::fs::write(folder.path().join("file"), "").unwrap();
    let errors = threads(2, |world| {
        let mut model = mlp();
        let adam = world.optimizer(Adam::new(1e-3), &mut model)?;
        let mut checkpoints = Checkpoints::new(folder.path().join("file"));
        Ok(world.save(&mut checkpoints, &model, &adam, &Progress::new(7)).unwrap_err().to_string())
    });
    let errors = errors.unwrap();
    assert!(errors[0].contains("is no folder"), "{}", errors[0]);
    assert_eq!(errors[1], format!("rank 0: {}", errors[0]));
}

#[test]
fn a_checkpoint_of_a_model_that_drifted_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let error = refused(2, |world| {
        let mut model = mlp();
        let adam = world.optimizer(Adam::new(1e-3), &mut model)?;
        if world.rank() == 1 {
            model.0.weight.set_value(Tensor::<2>::zeros([8, 4]));
        }
        let mut checkpoints = Checkpoints::new(folder.path());
        world.save(&mut checkpoints, &model, &adam, &Progress::new(7)).map(drop)
    });
    assert_says(&error, &["`0.weight` is values with the checksum"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

//! A rank that fails or is missing is an error that names it, and nothing hangs.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::*;

/// The error of a run whose rank 2 does something wrong, and what the others get.
fn of_rank_2(wrong: impl Fn() -> Result<()> + Sync) -> (Error, Vec<String>) {
    let others = std::sync::Mutex::new(Vec::new());
    let start = Instant::now();
    let result = threads(4, |world| {
        world.barrier()?;
        if world.rank() == 2 {
            wrong()?;
            return Ok(());
        }
        let result = world.barrier();
        others.lock().unwrap().push(result.as_ref().unwrap_err().to_string());
        result
    });
    assert!(start.elapsed() < Duration::from_secs(30), "nobody waits for the time limit");
    (result.unwrap_err(), others.into_inner().unwrap())
}

#[test]
fn a_panic_and_an_error_are_told_to_all() {
    let (error, others) = of_rank_2(|| panic!("out of luck"));
    assert_eq!(error.to_string(), "rank 2 panicked: out of luck");
    assert_eq!(others, ["at `barrier`: rank 2 panicked: out of luck"; 3]);
    let (error, others) = of_rank_2(|| Err(Error::setting("no such file")));
    assert_eq!(error.to_string(), "no such file");
    assert_eq!(others, ["at `barrier`: rank 2 ended with an error: no such file"; 3]);
}

#[test]
fn a_rank_that_ends_early_is_named() {
    let (error, others) = of_rank_2(|| Ok(()));
    assert_eq!(error.to_string(), "at `barrier`: rank 2 has ended");
    assert_eq!(others, ["at `barrier`: rank 2 has ended"; 3]);
}

#[test]
fn a_rank_that_hangs_is_named_after_the_time_limit() {
    let late = std::sync::Mutex::new(String::new());
    let error = threads(2, |world| {
        world.set_time_limit(Duration::from_millis(100));
        if world.rank() == 1 {
            sleep(Duration::from_millis(500));
        }
        let result = world.barrier();
        if world.rank() == 1 {
            *late.lock().unwrap() = format!("{result:?}");
        }
        result
    });
    // Who waited has given up, and is not taken for one that is here.
    let late = late.into_inner().unwrap();
    assert!(late.contains("rank 0 ended with an error"), "{late}");
    let error = error.unwrap_err();
    assert_says(&error, &["rank 1 did not come within 100ms"]);
    assert!(matches!(error, Error::Collective { ranks, .. } if ranks == [1]));
}

#[test]
fn ranks_that_cannot_share_the_shards_are_refused() {
    let error = refused(3, |world| world.optimizer(Adam::new(1e-3), &mut mlp()).map(drop));
    assert_says(&error, &["cut into 8 shards, which 3 ranks cannot share evenly", "`world.with_shards(9)`"]);
    refused(3, |world| step(world, &mut mlp(), &mut Adam::new(1e-3), &Batch::new([1], 0, 0)).map(drop));
    refused(2, |world| world.clone().with_shards(0).map(drop));
}

#[test]
fn gradients_of_one_rank_alone_are_refused() {
    let error = refused(2, |world| {
        let mut model = mlp();
        let mut adam = world.optimizer(Adam::new(1e-3), &mut model)?;
        let loss = model.forward(Tape::new(0).input(features(&[1, 2], 4))).cross_entropy(&classes(&[1, 2]));
        adam.step(&mut model, loss.backward())
    });
    assert_says(&error, &["these gradients are of one rank alone"]);
}

#[test]
fn a_sum_with_gradients_of_one_rank_is_of_one_rank() {
    let world = World::new(super::super::Alone);
    let model = mlp();
    let loss = |tape: &Tape| model.forward(tape.input(features(&[1], 4))).cross_entropy(&classes(&[1]));
    let of_all = || world.gradients(&model, &Batch::new([1], 0, 0), |shard| loss(shard.tape())).unwrap().1;
    let of_one = || loss(&Tape::new(0)).backward();
    assert!((Gradients::new() + of_all() + of_all() + Gradients::new()).of_all_ranks);
    assert!(of_all().take(&model).of_all_ranks);
    assert!(!(of_all() + of_one()).of_all_ranks);
    assert!(!(of_one() + of_all()).of_all_ranks);
    assert!(!(Gradients::new() + of_one()).of_all_ranks);
}

#[test]
fn a_batch_without_samples_is_refused() {
    let error =
        refused(2, |world| step(world, &mut mlp(), &mut Adam::new(1e-3), &Batch::new([], 0, 0)).map(drop));
    assert_says(&error, &["the batch holds no samples"]);
    refused(2, |world| world.mean(0, |_| 0.0).map(drop));
}

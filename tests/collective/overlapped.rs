//! Gradients that are summed while the backward pass goes on: the bits of those that are not, and what ends a run ends it here.

use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nn_core::collective::{Batch, Collective, Shard, World, threads};
use nn_core::prelude::*;
use nn_core::{Error, Result};

use super::model::{Way, train};
use super::network::Network;

#[test]
fn any_number_of_ranks_gives_the_bits_of_gradients() {
    let expected = threads(1, |world| train(&world, Way::OneAfterTheOther, false)).unwrap().remove(0);
    for size in [1, 2, 4, 8] {
        for sharded in [false, true] {
            let ranks = threads(size, |world| train(&world, Way::Overlapped, sharded)).unwrap();
            assert!(ranks.iter().all(|bits| *bits == expected), "{size} ranks, shared out: {sharded}");
        }
    }
}

#[test]
fn numbers_that_are_no_powers_of_two_and_two_types() {
    let gradients = |size, overlapped: bool| {
        threads(size, |world| {
            let world = world.with_shards(12)?;
            let model =
                (Param::<1, f64>::new([0.3, -0.7]), Param::<1>::new([0.1]), Param::<1, f64>::new([0.2]));
            let batch = Batch::new((0..31).collect::<Vec<_>>(), 1, 0);
            let loss = |shard: &Shard<'_>| {
                let number = |[i]: [usize; 1]| shard.samples()[i] as f64 / 7.0;
                let x = shard.tape().input(Tensor::from_fn([shard.samples().len()], number)).sum();
                (&x * &model.0).sum() * (1.0 / 3.0) + (x * &model.2).sum() * 0.1
            };
            let (_, gradients) = match overlapped {
                true => world.overlapped_gradients(&model, &batch, loss)?,
                false => world.gradients(&model, &batch, loss)?,
            };
            let bits = |value: &[f64]| value.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            let named = gradients.named(&model).into_iter();
            Ok(named.map(|(path, g)| (path, bits(g.as_slice().unwrap()))).collect::<Vec<_>>())
        })
        .unwrap()
    };
    let expected = gradients(1, false).remove(0);
    assert_eq!(expected.len(), 2, "what took no part has no gradient");
    for size in [2, 3, 4, 6, 12] {
        assert!(gradients(size, true).iter().all(|found| *found == expected), "{size} ranks");
    }
}

/// What is done between the backward passes of two parameters that fill a bucket each.
fn between(x: Tensor<1>, then: impl FnOnce() + Send + 'static) -> Tensor<1> {
    let mut op = Op::named("between");
    let input = op.input(&x);
    op.finish(x.off_tape(), move |dy, grads| {
        then();
        grads.add(input, dy);
    })
}

type Two = (Param<1>, Param<1>);

fn two() -> Two {
    let param = || Param::new(Tensor::full([1 << 17], 0.5));
    (param(), param())
}

/// The gradients of two parameters; `then` happens in the backward pass of the last shard of each rank, when the gradient of the
/// second parameter is known and that of the first is not.
fn gradients(
    world: &World,
    model: &Two,
    then: impl Fn(usize) + Clone + Send + 'static,
) -> Result<(f64, Gradients)> {
    let last = world.shards() / world.size();
    world.overlapped_gradients(model, &Batch::new((0..16).collect::<Vec<_>>(), 7, 0), move |shard| {
        let (x, then, number) = (shard.tape().input([0.5]), then.clone(), shard.number());
        let h = between(x * &model.0, move || {
            if (number + 1) % last == 0 {
                then(number / last)
            }
        });
        (h * &model.1).sum()
    })
}

/// Another backend, of which it is counted how often elements were exchanged.
struct Counted<C> {
    of: C,
    exchanges: &'static AtomicUsize,
}

impl<C: Collective> Collective for Counted<C> {
    fn rank(&self) -> usize {
        self.of.rank()
    }

    fn size(&self) -> usize {
        self.of.size()
    }

    fn set_time_limit(&mut self, limit: Duration) {
        self.of.set_time_limit(limit);
    }

    fn exchange(&mut self, parts: Vec<Vec<u8>>, lengths: &[usize]) -> Result<Vec<Vec<u8>>> {
        let all = self.of.exchange(parts, lengths)?;
        self.exchanges.fetch_add(usize::from(lengths[0] > 1000), Ordering::SeqCst);
        Ok(all)
    }
}

fn wait_until(is_so: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    while !is_so() && start.elapsed() < Duration::from_secs(20) {
        sleep(Duration::from_millis(1));
    }
    is_so()
}

#[test]
fn a_bucket_is_summed_before_the_backward_pass_is_over() {
    static EXCHANGES: AtomicUsize = AtomicUsize::new(0);
    static SEEN: AtomicBool = AtomicBool::new(false);
    let of = Network { ranks: 4, latency: Duration::ZERO, bytes_per_second: 1e9 };
    let world = World::new(Counted { of, exchanges: &EXCHANGES });
    // Each bucket is exchanged twice: the parts that a rank sums up, and the sums.
    let then = |_| SEEN.store(wait_until(|| EXCHANGES.load(Ordering::SeqCst) == 2), Ordering::SeqCst);
    gradients(&world, &two(), then).unwrap();
    assert!(SEEN.load(Ordering::SeqCst));
    assert_eq!(EXCHANGES.load(Ordering::SeqCst), 4);
}

/// The error of each of four ranks, the second of which does something wrong while the others sum up.
fn errors(limit: Duration, wrong: impl Fn(usize) + Clone + Send + Sync + 'static) -> Vec<String> {
    let errors = std::sync::Mutex::new(vec![String::new(); 4]);
    let start = Instant::now();
    let _ = threads(4, |world| {
        world.set_time_limit(limit);
        let result = gradients(&world, &two(), wrong.clone()).map(drop);
        errors.lock().unwrap()[world.rank()] = format!("{:?}", result.as_ref().map_err(Error::to_string));
        result
    });
    assert!(start.elapsed() < Duration::from_secs(30), "nobody waits for a minute");
    errors.into_inner().unwrap()
}

#[test]
fn a_panic_in_the_middle_of_a_backward_pass_is_told_to_all() {
    let errors = errors(Duration::from_secs(60), |rank| assert!(rank != 1, "out of luck"));
    assert_eq!(errors[1], "", "it has panicked");
    for rank in [0, 2, 3] {
        assert_eq!(
            errors[rank],
            "Err(\"at the sum of a bucket in `overlapped_gradients`: rank 1 panicked: out of luck\")"
        );
    }
}

#[test]
fn the_panic_of_a_shard_is_that_of_the_call() {
    let error =
        threads(2, |world| gradients(&world, &two(), |_| panic!("out of luck")).map(drop)).unwrap_err();
    assert!(error.to_string().ends_with("panicked: out of luck"), "{error}");
}

#[test]
fn a_rank_that_hangs_is_named_after_the_time_limit() {
    let errors = errors(Duration::from_secs(2), |rank| {
        if rank == 1 {
            sleep(Duration::from_secs(6))
        }
    });
    let of_others = |error: &String| {
        error.contains("at the sum of a bucket") && error.contains("rank 1 did not come within 2s")
    };
    assert!([0, 2, 3].iter().any(|rank| of_others(&errors[*rank])), "{errors:?}");
    assert!(errors.iter().all(|error| error.starts_with("Err")), "{errors:?}");
}

#[test]
fn a_parameter_that_the_model_does_not_train_is_refused_and_the_others_are_told() {
    let errors = std::sync::Mutex::new(Vec::new());
    let error = threads(2, |world| {
        let (model, other) = (two(), Param::new([1.0]));
        let batch = Batch::new((0..16).collect::<Vec<_>>(), 7, 0);
        let result = world.overlapped_gradients(&model, &batch, |shard| {
            let x = shard.tape().input([0.5]);
            let loss = (&x * &model.0).sum() + (&x * &model.1).sum();
            if world.rank() == 1 { loss + (x * &other).sum() } else { loss }
        });
        errors.lock().unwrap().push((world.rank(), result.as_ref().map(drop).map_err(Error::to_string)));
        result.map(drop)
    })
    .unwrap_err();
    assert!(error.to_string().contains("does not register"), "{error}");
    let errors = errors.into_inner().unwrap();
    let (_, of_0) = errors.iter().find(|(rank, _)| *rank == 0).unwrap();
    let of_0 = of_0.as_ref().unwrap_err();
    assert!(of_0.contains("rank 1 ended with an error") && of_0.contains("does not register"), "{of_0}");
}

/// The error that both of two ranks get.
fn refused(run: impl Fn(&World) -> Result<()> + Sync) -> String {
    let errors = threads(2, |world| Ok(run(&world).unwrap_err().to_string())).unwrap();
    assert_eq!(errors[0], errors[1]);
    errors.into_iter().next().unwrap()
}

#[test]
fn another_batch_is_refused_before_anything_is_summed() {
    let error = refused(|world| {
        let batch = Batch::new((0..16 + world.rank()).collect::<Vec<_>>(), 7, 0);
        Way::Overlapped.gradients(world, &super::model::Net::new(), &batch).map(drop)
    });
    assert!(error.contains("`the size of the batch` is 17 on rank 1 and 16 on rank 0"), "{error}");
}

#[test]
fn another_call_is_refused() {
    let error = refused(|world| match world.rank() {
        0 => gradients(world, &two(), |_| ()).map(drop),
        _ => world
            .gradients(&two(), &Batch::new([1], 7, 0), |shard| {
                shard.tape().input([1.0]).requires_grad().sum()
            })
            .map(drop),
    });
    assert!(error.contains("rank 1 is at `gradients`"), "{error}");
    assert!(error.contains("rank 0 is at `overlapped_gradients`"), "{error}");
}

#[test]
fn a_rank_that_goes_on_after_an_error_of_its_own_is_found_elsewhere() {
    let errors = threads(2, |world| {
        let (model, other) = (two(), Param::new([1.0]));
        let batch = Batch::new((0..16).collect::<Vec<_>>(), 7, 0);
        let result = world.overlapped_gradients(&model, &batch, |shard| {
            let x = shard.tape().input([0.5]);
            if world.rank() == 1 { (x * &other).sum() } else { (&x * &model.0).sum() + (x * &model.1).sum() }
        });
        let error = result.map(drop).unwrap_err();
        Ok(if world.rank() == 1 { world.barrier().unwrap_err() } else { error }.to_string())
    })
    .unwrap();
    for error in errors {
        assert!(error.contains("rank 1 is at `barrier`") && error.contains("the sum of a bucket"), "{error}");
    }
}

/// Runs the named test in a process whose pool has one thread.
#[test]
fn the_only_thread_of_the_pool_does_not_wait_for_itself() {
    if std::env::var("RAYON_NUM_THREADS").as_deref() != Ok("1") {
        let this = "overlapped::the_only_thread_of_the_pool_does_not_wait_for_itself";
        let mut test = Command::new(std::env::current_exe().unwrap());
        let ended = test.args(["--exact", this]).env("RAYON_NUM_THREADS", "1").output().unwrap();
        assert!(ended.status.success(), "{ended:?}");
        return;
    }
    let of = Network { ranks: 4, latency: Duration::ZERO, bytes_per_second: 1e9 };
    let world = World::new(of);
    let bits = rayon::scope(|_| train(&world, Way::Overlapped, false)).unwrap();
    assert!(!bits.is_empty());
}

//! The same seed gives the same training run, however many threads take part.

use rayon::ThreadPoolBuilder;
use tests::models::{Size, examples};

/// The bits of each loss and of all that was learned, for each model.
fn run(threads: usize, seed: u64) -> Vec<(&'static str, Vec<u32>)> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let train = |mut example: Box<dyn tests::models::Example>| {
            let mut bits: Vec<u32> = example.train(3).unwrap().into_iter().map(f32::to_bits).collect();
            for parameter in example.model().parameters() {
                bits.extend(parameter.value().as_slice::<f32>().unwrap().iter().map(|w| w.to_bits()));
            }
            (example.name(), bits)
        };
        examples(Size::Full, 32, seed).into_iter().map(train).collect()
    })
}

#[test]
fn losses_and_parameters_are_the_same_for_one_thread_and_two() {
    for ((name, one), (_, two)) in run(1, 0).into_iter().zip(run(2, 0)) {
        assert!(one.len() > 3 && one[0] != one[2], "{name} has not learned");
        assert!(one == two, "{name} depends on the number of threads");
    }
}

#[test]
fn another_seed_gives_another_run() {
    for ((name, zero), (_, one)) in run(2, 0).into_iter().zip(run(2, 1)) {
        assert!(zero[0] != one[0], "{name} does not depend on the seed");
    }
}

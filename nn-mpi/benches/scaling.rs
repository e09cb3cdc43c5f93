//! The time of a training step by so many ranks, for `scaling.py`: `mpirun -n 2 scaling lenet 3` measures for three seconds.
//! `alone` behind them is the same step without a world, `overlapped` takes every other step by `overlapped_gradients` and prints
//! the median of both and the quartiles of their ratio, and `network 8 10 30` takes the place of `mpirun`: eight ranks, of which seven are not there, over a network of 10 Gbit/s with a
//! latency of 30 µs, each with the samples of the workload. With `exchange` in the place of a workload, the time of an exchange of
//! so many bytes is measured.

#[allow(dead_code, reason = "the models of other benchmarks stand in the same files")]
#[path = "../../tests/benches/workloads/models.rs"]
mod models;
#[path = "../../tests/benches/network.rs"]
mod network;
#[allow(dead_code, reason = "it is for pictures of other sizes as well")]
#[path = "../../tests/benches/workloads/resnet18.rs"]
mod resnet18;

use std::time::Instant;

use nn_core::collective::{Batch, Shard, World};
use nn_core::init::Generator;
use nn_core::prelude::*;
use nn_core::{Element, Error, Result};

/// Steps before the clock counts: as many of either way.
const WARM: usize = 4;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [workload, seconds, rest @ ..] = words.as_slice() else {
        return Err(Error::setting("scaling: expected a workload and seconds: `scaling lenet 3`"));
    };
    let seconds = seconds.parse().map_err(|_| Error::setting("scaling: the seconds are no number"))?;
    let says = |option: &str| rest.iter().any(|word| word == option);
    let network = network::of(rest)?;
    let (alone, overlapped, grows) = (says("alone"), says("overlapped"), network.is_some());
    let run = |world: World| {
        let clock = Clock { world, seconds, alone, overlapped, grows };
        match workload.as_str() {
            "lenet" => clock.classes(models::LeNet::new, Adam::new(1e-3), [64, 1, 28, 28], 10),
            "resnet18" => {
                let momentum = Sgd::new(0.01).momentum(0.9);
                clock.classes(resnet18::ResNet18::new, momentum, [8, 3, 128, 128], 1000)
            }
            "transformer" => clock.transformer(),
            "exchange" => clock.exchange(rest),
            other => Err(Error::setting(format!(
                "scaling: there is no workload {other:?}: there are lenet, transformer, resnet18, exchange"
            ))),
        }
    };
    match network {
        Some(network) => run(World::new(network)),
        None => nn_mpi::run(run),
    }
}

/// The samples, which stand one after the other.
fn part<const N: usize, A: Element>(of: &Tensor<N, A>, samples: &[usize]) -> Tensor<N, A> {
    of.clone().slice(0, samples[0]..samples[0] + samples.len())
}

/// Measures steps, and prints their median.
struct Clock {
    world: World,
    seconds: f64,
    alone: bool,
    overlapped: bool,
    /// Whether each rank has as many samples as one would have by itself.
    grows: bool,
}

impl Clock {
    fn classes<M: Module + Sync + Forward<Tensor<4>, Output = Tensor<2>>>(
        &self,
        make: impl Fn(&mut Generator) -> M,
        optimizer: impl Optimizer + 'static,
        shape: [usize; 4],
        classes: usize,
    ) -> Result<()> {
        let inputs = Tensor::<4>::randn(shape, &mut rng(1));
        let labels = Tensor::from_fn([shape[0]], |[i]| (i * 7 + 3) % classes);
        let loss = |model: &M, tape: &Tape, samples: &[usize]| {
            let (x, y) = (part(&inputs, samples), part(&labels, samples));
            model.forward(tape.input(x)).cross_entropy(&y)
        };
        self.measure(make(&mut rng(7)), optimizer, shape[0], loss)
    }

    fn transformer(&self) -> Result<()> {
        let shape = [8, 128, 256];
        let (inputs, target) =
            (Tensor::<3>::randn(shape, &mut rng(1)), Tensor::<3>::randn(shape, &mut rng(2)));
        let loss = |model: &models::Transformer, tape: &Tape, samples: &[usize]| {
            model.forward(tape.input(part(&inputs, samples))).mse_loss(part(&target, samples))
        };
        self.measure(models::Transformer::new(&mut rng(7)), Adam::new(1e-3), shape[0], loss)
    }

    fn measure<M: Module + Sync>(
        &self,
        mut model: M,
        optimizer: impl Optimizer + 'static,
        len: usize,
        loss: impl Fn(&M, &Tape, &[usize]) -> Tensor<0> + Sync,
    ) -> Result<()> {
        let samples: Vec<usize> = (0..if self.grows { len * self.world.size() } else { len }).collect();
        if self.alone {
            let mut optimizer = optimizer;
            return self.time(|step| {
                let gradients = loss(&model, &Tape::at_step(7, step), &samples).backward();
                optimizer.step(&mut model, gradients)
            });
        }
        // Two shards, so that one rank computes what two do.
        let world = self.world.clone().with_shards(self.world.size().max(2))?;
        let mut optimizer = world.optimizer(optimizer, &mut model)?;
        self.time(|step| {
            let batch = Batch::new(samples.clone(), 7, step);
            let of_shard = |shard: &Shard<'_>| loss(&model, shard.tape(), shard.samples());
            let (_, gradients) = match self.overlapped && step % 2 == 1 {
                true => world.overlapped_gradients(&model, &batch, of_shard)?,
                false => world.gradients(&model, &batch, of_shard)?,
            };
            optimizer.step(&mut model, gradients)
        })
    }

    /// The time in which all ranks hand each other so many bytes.
    fn exchange(&self, rest: &[String]) -> Result<()> {
        let bytes = rest.first().and_then(|bytes| bytes.parse().ok()).unwrap_or(1 << 20);
        let mut model = Param::new(Tensor::<1>::zeros([bytes / 4]));
        let world = self.world.clone().with_shards(self.world.size().max(2))?;
        world.optimizer(Sgd::new(0.0), &mut model)?;
        let batch = Batch::new([0, 1, 2, 3, 4, 5, 6, 7], 7, 0);
        self.time(|_| {
            let loss = |shard: &Shard<'_>| model.on(&shard.tape().input([1.0])).sum();
            world.gradients(&model, &batch, loss).map(drop)
        })
    }

    fn time(&self, mut step: impl FnMut(u64) -> Result<()>) -> Result<()> {
        let (mut times, mut done) = (Vec::new(), 0);
        let mut begin = Instant::now();
        loop {
            let at = Instant::now();
            step(done)?;
            done += 1;
            match done as usize {
                WARM => begin = Instant::now(),
                0..WARM => {}
                _ => times.push(at.elapsed().as_secs_f64()),
            }
            let is_over = times.len() >= 3 && begin.elapsed().as_secs_f64() > self.seconds;
            if self.world.any(is_over)? {
                break;
            }
        }
        if self.world.rank() == 0 {
            match self.overlapped {
                true => print_both(&times),
                false => println!("{:.6}", quartiles(times)[1]),
            }
        }
        Ok(())
    }
}

/// The medians of the steps of either way, and the quartiles of the ratio of each two neighbours.
fn print_both(times: &[f64]) {
    let (pairs, _) = times.as_chunks::<2>();
    let median = |of: fn(&[f64; 2]) -> f64| quartiles(pairs.iter().map(of).collect())[1];
    let [low, middle, high] = quartiles(pairs.iter().map(|[behind, beside]| beside / behind).collect());
    let (behind, beside) = (median(|pair| pair[0]), median(|pair| pair[1]));
    println!("{behind:.6} {beside:.6} {middle:.3} {low:.3} {high:.3}");
}

fn quartiles(mut of: Vec<f64>) -> [f64; 3] {
    of.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| of[(of.len() * quarter / 4).min(of.len() - 1)])
}

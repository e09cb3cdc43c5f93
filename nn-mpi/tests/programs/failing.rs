//! What a test starts to see it fail: the second rank does, in its third step, what the first argument says.

use std::process::{Command, exit};
use std::thread::sleep;
use std::time::Duration;

use nn_core::collective::{Batch, World};
use nn_core::prelude::*;

/// Two parameters in one order or in the other.
#[derive(Module)]
enum Model {
    Plain { a: Param<1>, b: Param<1> },
    Swapped { b: Param<1>, a: Param<1> },
}

impl Model {
    fn loss(&self, x: Tensor<1>, leaves_out_b: bool) -> Tensor<0> {
        let (Model::Plain { a, b } | Model::Swapped { a, b }) = self;
        let a = (&x * a).sum();
        if leaves_out_b { a } else { a + (x * b).sum() }
    }
}

fn main() -> nn_core::Result<()> {
    let how = std::env::args().nth(1).unwrap_or_default();
    nn_mpi::run(|world| train(&world, &how))
}

fn train(world: &World, how: &str) -> nn_core::Result<()> {
    world.set_time_limit(Duration::from_secs(3));
    let differs = |what: &str| world.rank() == 1 && how == what;
    let param = || Param::new([1.0, 2.0]);
    let mut model = match differs("order") {
        true => Model::Swapped { a: param(), b: param() },
        false => Model::Plain { a: param(), b: param() },
    };
    let (Model::Plain { b, .. } | Model::Swapped { b, .. }) = &mut model;
    if differs("shape") {
        *b = Param::new([1.0]);
    }
    if differs("frozen") {
        b.freeze();
    }
    let lr = if differs("setting") { 2e-3 } else { 1e-3 };
    let mut adam = world.optimizer(Adam::new(lr), &mut model)?.check_every(1);
    let mut checkpoints = std::env::args().nth(2).map(Checkpoints::new);
    let mut progress = Progress::new(7);
    if let Some(checkpoints) = &mut checkpoints {
        world.resume(checkpoints, &mut model, &mut adam, &mut progress)?;
    }
    for step in progress.step..6 {
        if world.rank() == 1 && step == 3 {
            fail(how)?;
        }
        if differs("end") && step == 3 {
            return Ok(());
        }
        if differs("drift") && step == 3 {
            let (Model::Plain { a, .. } | Model::Swapped { a, .. }) = &mut model;
            a.set_value([1.0, 2.5]);
        }
        let samples = 16 + usize::from(differs("batch") && step == 3);
        let batch = Batch::new((0..samples).collect::<Vec<_>>(), 7, step);
        let (_, gradients) = world.gradients(&model, &batch, |shard| {
            model.loss(shard.tape().input([shard.samples()[0] as f32, 1.0]), differs("unused"))
        })?;
        adam.step(&mut model, gradients)?;
        progress.end_batch();
        if let Some(checkpoints) = &mut checkpoints {
            world.save(checkpoints, &model, &adam, &progress)?;
        }
    }
    println!("done");
    Ok(())
}

fn fail(how: &str) -> nn_core::Result<()> {
    match how {
        "panic" => panic!("out of luck"),
        "error" => return Err(nn_core::Error::setting("no such file")),
        "exit" => exit(3),
        "kill" => {
            let id = std::process::id().to_string();
            let _ = Command::new("kill").args(["-9", &id]).status();
            sleep(Duration::from_secs(60));
        }
        "hang" => sleep(Duration::from_secs(60)),
        _ => {}
    }
    Ok(())
}

//! Training steps and inference of ten models, and of a second set of larger ones, in the sizes in which other libraries
//! are measured: `cargo bench --bench workloads -- --workloads mlp,lenet --threads 2 --seconds 3 --out FILE`.
//! `all` are the ten, `second` the second set; with `--limits` there are also lines with what the processor allows at best.

mod gpt;
#[path = "../harness/mod.rs"]
mod harness;
mod limits;
mod mobilenet_v2;
mod models;
mod resnet18;
mod second;
mod unet;
mod word_lstm;

use std::hint::black_box;
use std::process::ExitCode;

use harness::{Args, Report, labels, uniform};
use limits::Work;
use models::*;
use nn_core::prelude::*;
use second::SECOND;

const ALL: [&str; 11] = [
    "mlp",
    "simple_cnn",
    "textcnn",
    "textcnn_adam",
    "conv1x1_stack",
    "densenet_block",
    "maxout",
    "tiny_list",
    "params",
    "lenet",
    "transformer",
];

fn main() -> ExitCode {
    harness::end(run())
}

fn run() -> Result<(), String> {
    let args = Args::parse()?;
    let names: Vec<&str> = match args.workloads[0].as_str() {
        "all" => ALL.to_vec(),
        "second" => SECOND.to_vec(),
        _ => args.workloads.iter().map(String::as_str).collect(),
    };
    let known = [&ALL[..], &SECOND].concat();
    if let Some(name) = names.iter().find(|name| !known.contains(name)) {
        return Err(format!("there is no workload {name}: there are all, second, {}", known.join(", ")));
    }
    let mut report = Report::new(&args)?;
    for (i, name) in names.iter().enumerate() {
        // The threads start with the first workload that computes: those that only walk over a model need none.
        if *name != "params" && names[..i].iter().all(|before| *before == "params") {
            harness::start(args.threads)?;
            if args.limits {
                eprintln!("{}", limits::get().describe());
            }
        }
        workload(&mut report, name);
    }
    Ok(())
}

fn workload(report: &mut Report, name: &str) {
    match name {
        "mlp" => {
            measure(report, name, Mlp::new, floats(11, [128, 784]), || Adam::new(1e-3), classes(12, 128, 10))
        }
        "simple_cnn" => {
            measure(report, name, SimpleCnn::new, floats(21, [64, 3, 32, 32]), momentum, classes(22, 64, 10));
        }
        "textcnn" => measure(report, name, TextCnn::new, tokens(), adadelta, classes(32, 50, 2)),
        "textcnn_adam" => {
            measure(report, name, TextCnn::new, tokens(), || Adam::new(1e-3), classes(32, 50, 2))
        }
        "conv1x1_stack" => {
            let target = squares(floats(42, [1, 13, 30, 30]));
            measure(report, name, Conv1x1Stack::new, floats(41, [1, 7, 30, 30]), || Sgd::new(0.01), target);
        }
        "densenet_block" => {
            measure(
                report,
                name,
                DenseNetBlock::new,
                floats(51, [16, 24, 32, 32]),
                momentum,
                classes(52, 16, 10),
            );
        }
        "maxout" => {
            measure(report, name, Maxout::new, floats(11, [100, 784]), momentum, classes(62, 100, 10))
        }
        "tiny_list" => {
            measure(
                report,
                name,
                TinyList::new,
                floats(71, [4, 10]),
                || Sgd::new(1e-3),
                squares(floats(72, [4, 10])),
            );
        }
        "lenet" => {
            measure(
                report,
                name,
                LeNet::new,
                floats(91, [64, 1, 28, 28]),
                || Adam::new(1e-3),
                classes(92, 64, 10),
            );
        }
        "transformer" => {
            let target = squares(floats(102, [8, 128, 256]));
            measure(
                report,
                name,
                models::Transformer::new,
                floats(101, [8, 128, 256]),
                || Adam::new(1e-3),
                target,
            );
        }
        "params" => params(report),
        _ => second::workload(report, name),
    }
}

fn floats<const N: usize>(seed: u64, shape: [usize; N]) -> Tensor<N> {
    Tensor::new(shape, uniform(seed, shape.iter().product()))
}

fn words(seed: u64, shape: [usize; 2], vocabulary: u64) -> Tensor<2, usize> {
    Tensor::new(shape, labels(seed, shape[0] * shape[1], vocabulary))
}

fn tokens() -> Tensor<2, usize> {
    words(31, [50, 56], 20_000)
}

fn momentum() -> Sgd {
    Sgd::new(0.01).momentum(0.9)
}

fn adadelta() -> Adadelta {
    Adadelta::new(1.0).rho(0.95).eps(1e-6)
}

fn classes(seed: u64, n: usize, classes: u64) -> impl Fn(Tensor<2>) -> Tensor<0> + Clone {
    let labels = Tensor::from(labels(seed, n, classes));
    move |logits| logits.cross_entropy(&labels)
}

fn squares<const N: usize>(target: Tensor<N>) -> impl Fn(Tensor<N>) -> Tensor<0> + Clone {
    move |y| y.mse_loss(&target)
}

/// Whole training steps, then inference.
fn measure<M, O, const N: usize, const K: usize, A: Element>(
    report: &mut Report,
    name: &str,
    model: impl Fn(&mut Generator) -> M + 'static,
    x: Tensor<N, A>,
    optimizer: impl Fn() -> O,
    loss: impl Fn(Tensor<K>) -> Tensor<0> + Clone + 'static,
) where
    M: Module + Forward<Tensor<N, A>, Output = Tensor<K>> + 'static,
    O: Optimizer + 'static,
{
    let batch = x.shape()[0];
    if report.limits {
        let trace = model(&mut rng(0)).trace(x.clone()).expect("a model that takes its input");
        report.limit(name, "train", limits::get().of(Work::of_step(&trace)));
    }
    report.train(name, batch, || {
        let (mut model, mut optimizer) = (model(&mut rng(0)), optimizer());
        let (x, loss) = (x.clone(), loss.clone());
        let mut seed = 0;
        Box::new(move || {
            seed += 1;
            let tape = Tape::new(seed);
            let loss = loss(model.forward(tape.input(x.clone())));
            optimizer.step(&mut model, loss.backward()).expect("every gradient belongs to the model");
            loss.item()
        })
    });
    forward(report, name, &model(&mut rng(0)), x);
}

/// Inference alone.
fn forward<M, const N: usize, const K: usize, A: Element>(
    report: &mut Report,
    name: &str,
    model: &M,
    x: Tensor<N, A>,
) where
    M: Module + Forward<Tensor<N, A>, Output = Tensor<K>>,
{
    if report.limits {
        let trace = model.trace(x.clone()).expect("a model that takes its input");
        report.limit(name, "forward", limits::get().of(Work::of_forward(&trace)));
    }
    report.time(name, "forward", x.shape()[0], || {
        // Looked at, since results that nobody looks at may wait to be computed.
        black_box(model.forward(x.clone()).as_slice());
    });
}

type Generator = nn_core::init::Generator;

fn params(report: &mut Report) {
    let model = thousand(&mut rng(0));
    assert_eq!(model.num_parameters(), 272_000);
    report.time("params", "count", 1, || {
        black_box(black_box(&model).num_parameters());
    });
    report.time("params", "named", 1, || {
        black_box(black_box(&model).named_parameters());
    });
}

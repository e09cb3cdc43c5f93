//! Averages of weights against PyTorch's `AveragedModel`.

use nn_core::optim::WeightAverage;
use nn_core::prelude::*;
use nn_core::{AnyTensor, Error};
use serde_json::Value;
use tests::models::difference;

use super::{fixture, same};

type Net = (Linear, BatchNorm1d);

fn net() -> Net {
    (Linear::new(3, 2, &mut rng(7)), BatchNorm1d::new(2))
}

fn flat(value: &Value, numbers: &mut Vec<f64>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| flat(value, numbers)),
        value => numbers.push(value.as_f64().expect("a number")),
    }
}

/// PyTorch's state dict, with the shapes of ours.
fn state(theirs: &Value, like: &StateDict) -> StateDict {
    let tensor = |(name, value): (&str, &AnyTensor)| {
        let mut numbers = Vec::new();
        flat(&theirs[name], &mut numbers);
        let tensor: AnyTensor = match value.shape() {
            [] => Tensor::from(numbers[0] as i64).into(),
            &[n] => Tensor::new([n], numbers.into_iter().map(|x| x as f32).collect()).into(),
            &[n, m] => Tensor::new([n, m], numbers.into_iter().map(|x| x as f32).collect()).into(),
            shape => panic!("{shape:?}"),
        };
        (name.to_owned(), tensor)
    };
    like.iter().map(tensor).collect()
}

#[test]
fn ten_updates_are_pytorchs() {
    for run in fixture("average.json") {
        let mut model = net();
        let like = model.state_dict();
        model.load_state_dict(&state(&run["start"], &like)).unwrap();
        let mut average = match run["name"].as_str().unwrap() {
            "ema" => WeightAverage::ema(&model, 0.9),
            "warmup" => WeightAverage::ema(&model, 0.9).warmup(),
            "swa" => WeightAverage::swa(&model),
            name => panic!("{name}"),
        };
        average = average.use_buffers(run["use_buffers"].as_bool().unwrap());
        let (steps, expected) = (run["steps"].as_array().unwrap(), run["averaged"].as_array().unwrap());
        for (step, theirs) in steps.iter().zip(expected) {
            model.load_state_dict(&state(step, &like)).unwrap();
            average.update(&model).unwrap();
            // All of theirs, under their names.
            let ours = average.state_dict();
            assert_eq!(ours.len(), theirs.as_object().unwrap().len());
            for (name, theirs) in state(theirs, &ours).iter() {
                if run["use_buffers"] == true && name.ends_with("num_batches_tracked") {
                    continue; // PyTorch averages counts as well, and rounds them down
                }
                if name.ends_with("num_batches_tracked") || name == "n_averaged" {
                    assert!(same(ours.get(name).unwrap(), theirs), "`{name}`");
                    continue;
                }
                let far = difference(ours.get(name).unwrap(), theirs);
                assert!(far < 1e-6, "{}: `{name}` differs by {far}", run["name"]);
            }
        }
        assert_eq!(average.updates(), 10);
        let far = difference(
            &model.named_parameters()["0.weight"].value().clone(),
            average.weights().get("0.weight").unwrap(),
        );
        assert!(far > 1e-3, "the average is the model, so this test shows nothing");
    }
}

fn train(model: &mut Net, adam: &mut Adam, average: &mut WeightAverage, steps: std::ops::Range<u64>) {
    for step in steps {
        let x = nn_core::init::normal([8, 3], 0.0, 1.0, &mut rng_at(1, step));
        let loss = model.forward(Tape::at_step(1, step).input(x)).square().mean();
        adam.step(model, loss.backward()).unwrap();
        average.update(model).unwrap();
    }
}

#[test]
fn a_model_has_the_average_for_the_length_of_a_closure() {
    let (mut model, mut adam) = (net(), Adam::new(0.05));
    let mut average = WeightAverage::ema(&model, 0.8);
    train(&mut model, &mut adam, &mut average, 0..5);
    let before = model.state_dict();
    let inside = average.swapped(&mut model, |model| model.state_dict()).unwrap();
    let equal =
        |a: &StateDict, b: &StateDict| a.iter().all(|(name, value)| same(value, b.get(name).unwrap()));
    assert!(equal(&inside, &average.weights()) && !equal(&inside, &before));
    assert!(equal(&model.state_dict(), &before));

    // After a panic as well, so that whoever catches it does not train the average.
    let panics =
        std::panic::AssertUnwindSafe(|| average.swapped(&mut model, |_| panic!("in the evaluation")));
    assert!(std::panic::catch_unwind(panics).is_err());
    assert!(equal(&model.state_dict(), &before));

    // The optimizer goes on as if nothing had been.
    let (mut other, mut other_adam) = (net(), Adam::new(0.05));
    let mut other_average = WeightAverage::ema(&other, 0.8);
    train(&mut other, &mut other_adam, &mut other_average, 0..8);
    train(&mut model, &mut adam, &mut average, 5..8);
    assert!(equal(&model.state_dict(), &other.state_dict()));
    assert!(equal(&average.weights(), &other_average.weights()));
}

#[test]
fn a_resumed_run_has_the_average_of_one_that_was_not_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let model = net();
        let average = WeightAverage::ema(&model, 0.9).warmup();
        (model, Adam::new(0.05), average, Progress::new(1))
    };
    let (mut model, mut adam, mut average, _) = start();
    train(&mut model, &mut adam, &mut average, 0..6);

    let (mut first, mut first_adam, mut first_average, progress) = start();
    train(&mut first, &mut first_adam, &mut first_average, 0..3);
    let parts: [nn_core::resume::Part<'_>; 2] =
        [("model", &first, Some(&first_adam)), ("average", &first_average, None)];
    Checkpoints::new(&folder).save_parts(&parts, &progress).unwrap();

    let (mut second, mut second_adam, mut second_average, mut progress) = start();
    let mut checkpoints = Checkpoints::new(&folder);
    let parts: &mut [nn_core::resume::PartMut<'_>] =
        &mut [("model", &mut second, Some(&mut second_adam)), ("average", &mut second_average, None)];
    let path = checkpoints.resume_parts(parts, &mut progress).unwrap().unwrap();
    assert_eq!(second_average.updates(), 3);
    train(&mut second, &mut second_adam, &mut second_average, 3..6);
    for (name, value) in average.weights().iter() {
        assert!(same(value, second_average.weights().get(name).unwrap()), "{name}");
    }

    // PyTorch's names.
    let file = StateDict::read(path.join("average.safetensors")).unwrap();
    assert!(file.get("module.0.weight").is_some() && file.get("n_averaged").is_some());
}

#[test]
fn a_model_of_which_a_parameter_would_be_lost_is_refused() {
    let refused = |average: &mut WeightAverage, model: &dyn Module, expected: &[&str]| {
        let before = average.weights();
        let error = average.update(model).unwrap_err();
        let message = error.to_string();
        expected.iter().for_each(|part| assert!(message.contains(part), "{message}"));
        assert_eq!(average.updates(), 0);
        assert!(before.iter().all(|(name, x)| same(x, average.weights().get(name).unwrap())));
        assert!(matches!(error, Error::Optimizer { .. }));
    };
    let rng = &mut rng(0);
    let mut average = WeightAverage::ema(&vec![Linear::new(2, 2, rng)], 0.9);
    refused(
        &mut average,
        &vec![Linear::new(2, 2, rng), Linear::new(2, 2, rng)],
        &["`1.weight` is not in the average"],
    );
    refused(
        &mut average,
        &Vec::<Linear>::new(),
        &["`0.weight` is not in the model", "`0.bias` is not in the model"],
    );
    refused(
        &mut average,
        &vec![Linear::new(2, 3, rng)],
        &["`0.weight` is f32 [3, 2], in the average f32 [2, 2]"],
    );
    let mut other = vec![Linear::new(2, 3, rng)];
    assert!(average.swapped(&mut other, |_| ()).is_err());
    let error = WeightAverage::ema(&other, 1.5).update(&other).unwrap_err();
    assert!(matches!(error, Error::Setting { setting: Some(name), .. } if name == "decay"));
    let error = WeightAverage::swa(&other).warmup().update(&other).unwrap_err();
    assert!(matches!(error, Error::Setting { setting: Some(name), .. } if name == "warmup"));
}

#[test]
fn frozen_parameters_stay_what_they_are_to_the_bit() {
    let mut model = (Linear::new(3, 3, &mut rng(0)), Linear::new(3, 1, &mut rng(1)));
    model.0.freeze();
    let mut average = WeightAverage::ema(&model, 0.7);
    for _ in 0..20 {
        average.update(&model).unwrap();
    }
    assert_eq!(
        average.weights().get("0.weight").unwrap().as_slice::<f32>(),
        Some(model.0.weight.value().as_slice())
    );
}

#[test]
fn a_shared_layer_is_averaged_once() {
    let shared = Shared::new(Linear::new(2, 2, &mut rng(0)));
    let mut model = (shared.clone(), Relu, shared);
    let mut average = WeightAverage::swa(&model);
    average.update(&model).unwrap();
    assert_eq!(average.weights().len(), 2);
    average.swapped(&mut model, |model| model.forward(Tensor::<2>::ones([1, 2]))).unwrap();
}

//! What `rten` makes of every model, operation and layer is what comes out here.

use onnx_tests::{Case, Reader, examples, layers, open, operations};

/// How far an element may be off, in parts of the largest if that is above 1.
const TOLERANCE: f64 = 1e-5;

#[track_caller]
fn check(cases: &[Case]) {
    let (mut failures, mut largest, mut count) = (Vec::new(), (0.0, ""), 0);
    for case in cases.iter().filter(|case| case.not_by_rten.is_none()) {
        let reader = match Reader::new(case) {
            Ok(reader) => reader,
            Err(error) => {
                failures.push(format!("{}: {error}", case.name));
                continue;
            }
        };
        for run in &case.runs {
            let shapes: Vec<_> = run.inputs.iter().map(|input| input.shape()).collect();
            match reader.difference(run) {
                Ok(difference) if difference <= TOLERANCE => {
                    count += 1;
                    if difference > largest.0 {
                        largest = (difference, &case.name);
                    }
                }
                wrong => failures.push(format!("{} of {shapes:?}: {wrong:?}", case.name)),
            }
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert!(count > 0);
    println!("{count} runs, the largest difference is {:.1e}, of {}", largest.0, largest.1);
}

#[test]
fn examples_give_the_same() {
    check(&examples::cases());
}

#[test]
fn models_of_open_sizes_give_the_same() {
    check(&open::cases());
}

#[test]
fn layers_give_the_same() {
    check(&layers::cases());
}

#[test]
fn operations_give_the_same() {
    check(&operations::cases());
}

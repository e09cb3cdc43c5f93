//! What a training loop uses beside model and optimizer: metrics, early stopping, averages of weights, the search for a learning rate
//! and for a NaN.

mod anomaly;
mod average;
mod early_stopping;
mod lr_finder;
mod metrics;
mod statistics;
mod whole_loop;

use std::fs;

use nn_core::AnyTensor;

/// What `tests/interop/metrics.py` has written.
fn fixture(name: &str) -> Vec<serde_json::Value> {
    let path = format!("{}/interop/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).expect("the fixture is part of the repository");
    let cases: Vec<serde_json::Value> = serde_json::from_str(&text).expect("a list of cases");
    assert!(cases.len() > 3);
    cases
}

/// What a panic said.
fn panic_of<T>(run: impl FnOnce() -> T) -> String {
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
    let payload = caught.err().expect("it panics");
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload.downcast::<&str>().expect("a panic with a message").to_string(),
    }
}

/// Whether two tensors are the same to the bit.
fn same(a: &AnyTensor, b: &AnyTensor) -> bool {
    let bits = |tensor: &AnyTensor| -> Vec<u64> {
        match (tensor.as_slice::<f32>(), tensor.as_slice::<i64>()) {
            (Some(floats), _) => floats.iter().map(|x| u64::from(x.to_bits())).collect(),
            (_, Some(numbers)) => numbers.iter().map(|&x| x as u64).collect(),
            _ => panic!("another type: {}", tensor.dtype()),
        }
    };
    (a.shape(), a.dtype(), bits(a)) == (b.shape(), b.dtype(), bits(b))
}

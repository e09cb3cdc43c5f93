//! Handwritten digits as a Python package:
//!
//! ```python
//! import nn_digits
//! model = nn_digits.Digits(seed=0)
//! losses = model.train(images, labels, epochs=10)    # float32 [n, 64], int64 [n]
//! scores = model.predict(images)                     # float32 [n, 10]
//! model.save("digits.safetensors")
//! ```
//!
//! `maturin build --release` makes the wheel. `python tests/wheel.py` installs it into a fresh environment and tries it.

mod model;

use std::path::PathBuf;

use nn_core::prelude::*;
use numpy::{PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use model::Net;

/// A model of handwritten digits of 8×8 pixels, from 0 to 1.
#[pyclass]
struct Digits(Net);

#[pymethods]
impl Digits {
    #[new]
    #[pyo3(signature = (seed = 0))]
    fn new(seed: u64) -> Self {
        Digits(Net::init(&mut rng(seed)))
    }

    /// Loads a safetensors file, ours or PyTorch's.
    #[staticmethod]
    fn load(path: PathBuf) -> PyResult<Self> {
        let mut net = Net::init(&mut rng(0));
        net.load(path).map_err(refused)?;
        Ok(Digits(net))
    }

    /// Writes a safetensors file.
    fn save(&self, path: PathBuf) -> PyResult<()> {
        self.0.save(path).map_err(refused)
    }

    /// Trains on images [n, 64] and labels [n], and gives the mean loss of each epoch. Other threads of Python go on
    /// meanwhile.
    #[pyo3(signature = (images, labels, epochs = 10, lr = 3e-3, seed = 0))]
    fn train(
        &mut self,
        py: Python<'_>,
        images: PyReadonlyArray2<'_, f32>,
        labels: PyReadonlyArray1<'_, i64>,
        epochs: u64,
        lr: f64,
        seed: u64,
    ) -> PyResult<Vec<f32>> {
        let images = tensor(&images)?;
        let labels = model::labels(labels.as_array().iter().copied()).map_err(PyValueError::new_err)?;
        let data = Dataset::new(images, labels.into(), model::CLASSES).map_err(refused)?;
        py.detach(|| self.0.fit(&data, epochs, lr, seed)).map_err(refused)
    }

    /// The probabilities of the classes, [n, 10], of images [n, 64].
    fn predict<'py>(
        &self,
        py: Python<'py>,
        images: PyReadonlyArray2<'py, f32>,
    ) -> PyResult<Bound<'py, PyArray2<f32>>> {
        let images = tensor(&images)?;
        let count = images.shape()[0];
        let scores = py.detach(|| self.0.forward(images).softmax(1).as_slice().to_vec());
        PyArray1::from_vec(py, scores).reshape([count, model::CLASSES])
    }
}

/// The array as a tensor, however it lies in memory.
fn tensor(images: &PyReadonlyArray2<'_, f32>) -> PyResult<Tensor<2>> {
    let &[count, pixels] = images.shape() else { unreachable!("it has two axes") };
    if pixels != model::PIXELS {
        let message = format!("the images are [{count}, {pixels}], expected [n, {}]", model::PIXELS);
        return Err(PyValueError::new_err(message));
    }
    let values: Vec<f32> = images.as_array().iter().copied().collect();
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => {
            Err(PyValueError::new_err(format!("image {} has a pixel that is {}", at / pixels, values[at])))
        }
        None => Ok(Tensor::new([count, pixels], values)),
    }
}

fn refused(error: nn_core::Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// The module that Python imports.
#[pymodule]
fn nn_digits(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Digits>()
}

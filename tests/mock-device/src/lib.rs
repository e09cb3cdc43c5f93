//! A device that is none: what is on it lies in memory of its own, and its kernels are the host's.
//!
//! It shows that models, training and checkpoints work on a device, with the host's bits, and how often elements travel.
//! It is also the shortest backend there is, to begin a real one with.
//!
//! ```
//! use mock_device::mock;
//! use nn_core::prelude::*;
//!
//! let device = mock();
//! let mut model = Linear::new(3, 2, &mut rng(0));
//! let x = Tensor::from(ndarray::array![[1.0, 2.0, 3.0]]);
//! let on_host = model.forward(x.clone());
//! model.to(&device);
//! assert_eq!(model.forward(x.to(&device)), on_host);
//! assert_eq!(device.transfers().fallbacks, 0);
//! # use nn_core::ndarray;
//! ```

use nn_core::AnyStorage;
use nn_core::device::{Backend, Buffer, Device, Kernel};

/// A new device with every kernel.
pub fn mock() -> Device {
    Device::new(Mock { has_kernels: true })
}

/// A new device without any kernel: everything is computed on the host.
pub fn memory() -> Device {
    Device::new(Mock { has_kernels: false })
}

struct Mock {
    has_kernels: bool,
}

/// What lies in the device's memory.
struct Memory(AnyStorage);

impl Mock {
    fn hold(&self, elements: AnyStorage) -> Buffer {
        Buffer::new(elements.dtype(), elements.len(), Memory(elements))
    }
}

impl Backend for Mock {
    fn name(&self) -> &str {
        if self.has_kernels { "mock" } else { "memory" }
    }

    fn upload(&self, elements: &AnyStorage) -> Buffer {
        self.hold(elements.clone())
    }

    fn download(&self, buffer: &Buffer) -> AnyStorage {
        let Memory(elements) = buffer.memory().expect("the device made its buffers itself");
        elements.clone()
    }

    fn run(&self, kernel: &Kernel, inputs: &[Buffer]) -> Option<Vec<Buffer>> {
        if !self.has_kernels {
            return None;
        }
        let inputs: Vec<AnyStorage> = inputs.iter().map(|buffer| self.download(buffer)).collect();
        Some(kernel.on_host(&inputs)?.into_iter().map(|output| self.hold(output)).collect())
    }
}

//! Where tensors are: in the memory of the process, or on a device behind a [`Backend`].
//!
//! A model knows nothing of devices. [`Module::to`](crate::Module::to) moves its parameters and buffers,
//! [`Tensor::to`](crate::Tensor::to) an input, and what is computed from them is where they are:
//!
//! ```no_run
//! use nn_core::device::Device;
//! use nn_core::prelude::*;
//!
//! # fn some_device() -> Device { Device::host() }
//! let device = some_device();
//! let mut model = Linear::new(3, 2, &mut rng(0));
//! model.to(&device);
//! let y = model.forward(Tensor::<2>::zeros([8, 3]).to(&device));
//! println!("{:?}", y.as_slice()); // brought to the host
//! ```
//!
//! Everything works on every device from the first day: an operation asks the device for a [`Kernel`], and if it has none,
//! the operands are brought to the host, and the result back to the device. That is slow, so it is counted:
//! [`Device::transfers`]. In the [strict mode](Device::set_strict) it is refused.
//!
//! Elements of `f32` are computed on devices, those of `f64` on the host, wherever they are.

mod backend;
#[cfg(feature = "kernels-on-host")]
mod host;
mod kernel;
mod remote;
mod run;
mod scope;
mod update;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub use backend::{Backend, Buffer};
pub(crate) use kernel::padded;
pub use kernel::{Kernel, RANK};
pub(crate) use run::{Extra, Input, compute, run, run_present};
pub(crate) use scope::Scope;
pub use update::Update;

pub use crate::kernels::channel_norm::ChannelNorm;
pub use crate::kernels::conv_shape::ConvShape;
pub use crate::kernels::dropout::Mask;
pub use crate::kernels::linear::Affine;
pub use crate::kernels::matrix_batch::MatrixBatch;
pub use crate::kernels::operator::Operator;
pub use crate::kernels::pointwise::Pointwise;
pub use crate::kernels::reduce::AxisSizes;
pub use crate::kernels::unary::Unary;
pub use crate::kernels::update::{Adadelta, Adagrad, Adam, Adamax, RmsProp, Sgd};
pub use crate::kernels::windows::{Plane, Windows};

/// A place for tensors: the host, or a device behind a [`Backend`]. A clone is the same device.
#[derive(Default)]
// A tensor that were not unwind safe would look like a parameter to the guard.
pub struct Device(Option<AssertUnwindSafe<Arc<Inner>>>);

struct Inner {
    backend: Box<dyn Backend>,
    strict: AtomicBool,
    to_device: AtomicU64,
    to_host: AtomicU64,
    fallbacks: AtomicU64,
}

/// How often elements went from the host to a device and back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transfers {
    /// Tensors that went to the device.
    pub to_device: u64,
    /// Tensors that went to the host.
    pub to_host: u64,
    /// Those of both that an operation caused for which the device has no kernel.
    pub fallbacks: u64,
}

impl Transfers {
    /// Those that came after an earlier count.
    pub fn since(self, earlier: Transfers) -> Transfers {
        Transfers {
            to_device: self.to_device - earlier.to_device,
            to_host: self.to_host - earlier.to_host,
            fallbacks: self.fallbacks - earlier.fallbacks,
        }
    }
}

impl Device {
    /// The memory of the process, in which every tensor is made.
    pub const fn host() -> Self {
        Device(None)
    }

    /// The device behind a backend.
    pub fn new(backend: impl Backend) -> Self {
        let counter = || AtomicU64::new(0);
        Device(Some(AssertUnwindSafe(Arc::new(Inner {
            backend: Box::new(backend),
            strict: AtomicBool::new(false),
            to_device: counter(),
            to_host: counter(),
            fallbacks: counter(),
        }))))
    }

    /// Whether this is the host.
    pub fn is_host(&self) -> bool {
        self.0.is_none()
    }

    /// The device's name, as messages say it: `the host`, or that of the backend in backticks.
    pub fn name(&self) -> String {
        self.inner().map_or_else(|| "the host".to_owned(), |inner| format!("`{}`", inner.backend.name()))
    }

    /// The transfers so far, by all tensors of the device.
    pub fn transfers(&self) -> Transfers {
        let Some(inner) = self.inner() else { return Transfers::default() };
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Transfers {
            to_device: of(&inner.to_device),
            to_host: of(&inner.to_host),
            fallbacks: of(&inner.fallbacks),
        }
    }

    /// Makes an operation panic for which the device has no kernel, instead of computing it on the host. What a program asks
    /// for itself, by [`to`](crate::Tensor::to), `as_slice` and the like, is not refused.
    pub fn set_strict(&self, strict: bool) {
        if let Some(inner) = self.inner() {
            inner.strict.store(strict, Ordering::Relaxed);
        }
    }

    fn inner(&self) -> Option<&Inner> {
        self.0.as_ref().map(|inner| &***inner)
    }

    /// The backend of a device that is not the host.
    fn backend(&self) -> &dyn Backend {
        &*self.inner().expect("tensors that are elsewhere are on a device").backend
    }

    /// Counts a tensor that goes to the device.
    fn count_upload(&self) {
        self.count(|inner| &inner.to_device);
    }

    /// Counts a tensor that goes to the host.
    fn count_download(&self) {
        self.count(|inner| &inner.to_host);
    }

    fn count(&self, counter: impl FnOnce(&Inner) -> &AtomicU64) {
        let Some(inner) = self.inner() else { return };
        counter(inner).fetch_add(1, Ordering::Relaxed);
        if let Some(operation) = scope::current() {
            inner.fallbacks.fetch_add(1, Ordering::Relaxed);
            assert!(
                !inner.strict.load(Ordering::Relaxed),
                "{operation}: the device {} has no kernel for a part of it, which would be computed on the host, and \
                 the strict mode refuses that",
                self.name()
            );
        }
    }
}

impl Clone for Device {
    fn clone(&self) -> Self {
        Device(self.0.as_ref().map(|inner| AssertUnwindSafe(Arc::clone(inner))))
    }
}

impl PartialEq for Device {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl Eq for Device {}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Device({})", self.name())
    }
}

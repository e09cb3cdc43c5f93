//! What a device must be able to do.

use std::any::Any;
use std::sync::Arc;

use super::kernel::Kernel;
use crate::storage::{AnyStorage, Dtype};

/// A device: memory of its own, and [kernels](Kernel) that compute in it.
///
/// A new backend starts with [`upload`](Backend::upload) and [`download`](Backend::download) and answers `None` to every
/// kernel: then every model runs on it, by way of the host. It gets faster with each kernel that it knows.
/// [`on_host`](Kernel), with the feature `kernels-on-host`, says what a kernel computes, and is what its results are compared
/// with.
pub trait Backend: Send + Sync + 'static {
    /// The name for messages.
    fn name(&self) -> &str;

    /// Copies elements to the device.
    fn upload(&self, elements: &AnyStorage) -> Buffer;

    /// Copies elements to the host.
    fn download(&self, buffer: &Buffer) -> AnyStorage;

    /// Computes the outputs of a kernel from its inputs, or `None` if the device does not know the kernel or not for these
    /// element types.
    ///
    /// The shapes fit together, and indices exist: operations have checked both.
    fn run(&self, kernel: &Kernel, inputs: &[Buffer]) -> Option<Vec<Buffer>>;
}

/// Elements on a device. A clone shares them: a kernel gives new buffers and leaves its inputs as they are.
#[derive(Clone, Debug)]
pub struct Buffer {
    dtype: Dtype,
    len: usize,
    memory: Arc<dyn Any + Send + Sync>,
}

impl Buffer {
    /// So many elements of a type in memory that the backend knows.
    pub fn new(dtype: Dtype, len: usize, memory: impl Any + Send + Sync) -> Self {
        Buffer { dtype, len, memory: Arc::new(memory) }
    }

    /// The type of the elements.
    pub fn dtype(&self) -> Dtype {
        self.dtype
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The memory, if it is of this type.
    pub fn memory<T: 'static>(&self) -> Option<&T> {
        self.memory.downcast_ref()
    }
}

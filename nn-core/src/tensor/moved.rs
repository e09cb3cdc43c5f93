//! Where the elements of a tensor are: on the host, or on a device.

use super::{Op, Tensor};
use crate::device::Device;
use crate::storage::Element;

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The device on which the elements are.
    pub fn device(&self) -> Device {
        self.storage.device().cloned().unwrap_or_default()
    }

    /// The same tensor with its elements on a device.
    #[inline]
    pub(crate) fn placed_on(mut self, device: &Device) -> Self {
        self.storage = self.storage.to(device);
        self
    }
}

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The same values on a device, as in
    /// [`torch.Tensor.to`](https://docs.pytorch.org/docs/2.8/generated/torch.Tensor.to.html). A gradient goes back to where it came from.
    ///
    /// ```
    /// use nn_core::device::Device;
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from([1.0, 2.0]).to(&Device::host());
    /// assert!(x.device().is_host());
    /// ```
    #[track_caller]
    pub fn to(self, device: &Device) -> Self {
        let from = self.device();
        if from == *device {
            return self;
        }
        let mut op = Op::named("to");
        let input = op.input(&self);
        op.anywhere().run(
            self.shape(),
            |keep| (self.placed_on(device), keep.nothing()),
            move |(), dy, grads| grads.add_elsewhere(input, dy.placed_on(&from)),
        )
    }
}

//! Storage whose elements are on a device.

use std::any::Any;

use super::Device;
use super::backend::Buffer;
use crate::storage::{Element, Remote, SharedStorage};

/// Elements on a device.
#[derive(Debug)]
pub(super) struct OnDevice {
    pub(super) device: Device,
    pub(super) buffer: Buffer,
}

impl<A: Element> Remote<A> for OnDevice {
    fn len(&self) -> usize {
        self.buffer.len()
    }

    fn fetch(&self) -> Vec<A> {
        self.device.count_download();
        let elements = A::reveal_owned(self.device.backend().download(&self.buffer));
        elements.expect("a buffer keeps the type of its elements").into_vec()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl<A: Element> SharedStorage<A> {
    /// Elements that a kernel has computed.
    pub(super) fn on(device: &Device, buffer: Buffer) -> Self {
        assert!(buffer.dtype() == A::DTYPE, "expected {} from a kernel, got {}", A::DTYPE, buffer.dtype());
        SharedStorage::remote(Box::new(OnDevice { device: device.clone(), buffer }))
    }

    /// What is on a device, if the elements are.
    #[inline]
    pub(super) fn on_device(&self) -> Option<&OnDevice> {
        self.as_remote()?.as_any().downcast_ref()
    }

    /// The device on which the elements are, if they are not on the host.
    #[inline]
    pub(crate) fn device(&self) -> Option<&Device> {
        self.on_device().map(|elements| &elements.device)
    }

    /// The elements on a device, copied if they are somewhere else.
    pub(crate) fn to(&self, device: &Device) -> Self {
        if self.device().unwrap_or(&Device::host()) == device {
            return self.clone();
        }
        match device.is_host() {
            true => SharedStorage::new(self.as_slice().to_vec()),
            // Indices are looked at before they are used, so their values stay at hand.
            false if self.device().is_none() && A::DTYPE.is_index() => {
                let elements = OnDevice { device: device.clone(), buffer: self.uploaded(device) };
                SharedStorage::remote_with_copy(Box::new(elements), self.as_slice().to_vec())
            }
            false => SharedStorage::on(device, self.uploaded(device)),
        }
    }

    /// A copy of the elements on a device.
    pub(super) fn uploaded(&self, device: &Device) -> Buffer {
        device.count_upload();
        // What is on another device comes by way of the host.
        let here = match self.device() {
            None => self.clone(),
            Some(_) => SharedStorage::new(self.as_slice().to_vec()),
        };
        device.backend().upload(&A::erase(here))
    }
}

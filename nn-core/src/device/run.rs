//! How an operation asks a device for a kernel.

use super::Device;
use super::backend::Buffer;
use super::kernel::Kernel;
use crate::storage::{AnyStorage, Element, SharedStorage, dispatch};

/// An operand of a kernel.
pub(crate) trait Input {
    /// The device on which it is, if not on the host.
    fn device(&self) -> Option<&Device>;

    /// The elements on the device.
    fn buffer(&self, device: &Device) -> Buffer;
}

impl<A: Element> Input for SharedStorage<A> {
    #[inline]
    fn device(&self) -> Option<&Device> {
        SharedStorage::device(self)
    }

    fn buffer(&self, device: &Device) -> Buffer {
        match self.on_device() {
            Some(elements) if elements.device == *device => elements.buffer.clone(),
            _ => self.uploaded(device),
        }
    }
}

/// Operands of an element type that is known at run time only.
impl Input for AnyStorage {
    fn device(&self) -> Option<&Device> {
        dispatch!(self, storage => storage.device())
    }

    fn buffer(&self, device: &Device) -> Buffer {
        dispatch!(self, storage => Input::buffer(storage, device))
    }
}

impl AnyStorage {
    /// The elements on a device, copied if they are somewhere else.
    pub(crate) fn to(&self, device: &Device) -> AnyStorage {
        fn moved<A: Element>(storage: &SharedStorage<A>, device: &Device) -> AnyStorage {
            A::erase(storage.to(device))
        }
        dispatch!(self, storage => moved(storage, device))
    }
}

/// What the forward pass of a kernel keeps for the backward pass beside its result.
pub(crate) enum Extra<H, D> {
    /// As the host's kernels have it.
    Host(H),
    /// As the device's kernel gave it.
    Device(D),
}

/// What a kernel has computed, in order.
pub(crate) struct Outputs {
    device: Device,
    buffers: std::vec::IntoIter<Buffer>,
}

impl Outputs {
    /// The next output.
    pub(crate) fn next<A: Element>(&mut self) -> SharedStorage<A> {
        SharedStorage::on(&self.device, self.buffers.next().expect("a kernel gives all of its outputs"))
    }
}

/// Computes a kernel on the device on which one of the operands is, if there is one that knows the kernel. On the host
/// this costs a look at each operand.
#[inline(always)]
pub(crate) fn run(inputs: &[&dyn Input], kernel: impl FnOnce() -> Option<Kernel>) -> Option<Outputs> {
    let device = inputs.iter().find_map(|input| input.device())?;
    run_on(device, inputs, &kernel()?)
}

/// The one output of a kernel, where the operands are: from their device, or else what the host computes.
#[inline(always)]
pub(crate) fn compute<A: Element>(
    inputs: &[&dyn Input],
    kernel: impl FnOnce() -> Option<Kernel>,
    on_host: impl FnOnce() -> Vec<A>,
) -> SharedStorage<A> {
    match run(inputs, kernel) {
        Some(mut outputs) => outputs.next(),
        None => SharedStorage::new(on_host()),
    }
}

/// As [`run`], where inputs may be absent.
#[inline]
pub(crate) fn run_present(
    inputs: &[Option<&dyn Input>],
    kernel: impl FnOnce() -> Option<Kernel>,
) -> Option<Outputs> {
    let device = inputs.iter().flatten().find_map(|input| input.device())?;
    let present: Vec<&dyn Input> = inputs.iter().copied().flatten().collect();
    run_on(device, &present, &kernel()?)
}

#[cold]
fn run_on(device: &Device, inputs: &[&dyn Input], kernel: &Kernel) -> Option<Outputs> {
    let buffers: Vec<Buffer> = inputs.iter().map(|input| input.buffer(device)).collect();
    let outputs = device.backend().run(kernel, &buffers)?;
    Some(Outputs { device: device.clone(), buffers: outputs.into_iter() })
}

impl Device {
    /// So many elements of the same value, without a transfer where the device can fill them.
    pub(crate) fn full<A: Element>(&self, len: usize, value: A) -> SharedStorage<A> {
        let on_host = || SharedStorage::new(crate::storage::filled(len, value));
        if self.is_host() {
            return on_host();
        }
        let one = A::erase(SharedStorage::new(vec![value]));
        let filled = one.as_slice::<f32>().and_then(|one| {
            let outputs = self.backend().run(&Kernel::Fill { len, value: one[0] }, &[])?;
            outputs.into_iter().next()
        });
        match filled {
            Some(buffer) => SharedStorage::on(self, buffer),
            None => on_host().to(self),
        }
    }
}

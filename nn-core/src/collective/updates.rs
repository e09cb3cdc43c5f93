//! The updates of buffers that the shards of a batch ask for, made one.

use std::collections::BTreeMap;

use super::bytes::{Reader, Writer};
use super::layout::Layout;
use crate::autodiff::{Change, Gradients, How, Update};
use crate::error::{Error, Result};
use crate::storage::{AnyStorage, Float};

/// What a shard of so many samples asks for.
struct Asked {
    samples: f64,
    change: Change,
}

/// Appends the updates of a shard with so many samples.
pub(super) fn write(layout: &Layout, gradients: &Gradients, samples: usize, to: &mut Writer) -> Result<()> {
    to.number(samples as u64);
    to.number(gradients.updates.len() as u64);
    for Update { buffer, change, .. } in &gradients.updates {
        let Some(&buffer) = layout.buffer_of.get(buffer) else { return Err(foreign()) };
        to.number(buffer as u64);
        write_how(change.how(), to);
        to.number(change.shape().len() as u64);
        change.shape().iter().for_each(|size| to.number(*size as u64));
        to.storage(change.values());
    }
    Ok(())
}

/// The updates of all shards, which are read in their order: by the place of the buffer, and by which of the shard's updates
/// of that buffer it is.
#[derive(Default)]
pub(super) struct Updates(BTreeMap<(usize, usize), Vec<Asked>>);

impl Updates {
    /// Reads what [`write`] has written for a shard.
    pub(super) fn read(&mut self, layout: &Layout, from: &mut Reader<'_>) -> Result<()> {
        let (samples, count) = (from.number()? as f64, from.number()?);
        let mut numbers = BTreeMap::<usize, usize>::new();
        for _ in 0..count {
            let buffer = from.number()? as usize;
            let how = read_how(from)?;
            let rank = from.number()?;
            let shape: Vec<usize> = (0..rank).map(|_| Ok(from.number()? as usize)).collect::<Result<_>>()?;
            let Some(place) = layout.buffers.get(buffer) else { return Err(foreign()) };
            let change = Change::new(how, &shape, from.storage(place.dtype)?);
            let number = numbers.entry(buffer).or_default();
            self.0.entry((buffer, *number)).or_default().push(Asked { samples, change });
            *number += 1;
        }
        Ok(())
    }

    /// What a step is to apply. A moving average and a value that is set take the mean over the shards, weighted by
    /// samples; what counts, and the average of all there ever was, take each in the order of the shards.
    pub(super) fn merged(self, layout: &Layout) -> Vec<Update> {
        let merge = |((buffer, _), asked): ((usize, usize), Vec<Asked>)| {
            let buffer = layout.buffers[buffer].id;
            let changes: Vec<Change> = match asked[0].change.how() {
                How::Blend { .. } | How::Set => vec![mean(&asked)],
                How::Add | How::Average { .. } => asked.into_iter().map(|asked| asked.change).collect(),
            };
            changes.into_iter().map(move |change| Update { buffer, change, registered: false })
        };
        self.0.into_iter().flat_map(merge).collect()
    }
}

/// The mean, weighted by samples. Of what has no mean, the last shard's.
fn mean(asked: &[Asked]) -> Change {
    fn of<A: Float>(asked: &[Asked]) -> AnyStorage {
        let total: f64 = asked.iter().map(|asked| asked.samples).sum();
        let mut sums = vec![0.0; asked[0].change.values().len()];
        for Asked { samples, change, .. } in asked {
            let values = change.values().of::<A>().as_slice();
            sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value.to_double() * samples);
        }
        sums.into_iter().map(|sum| A::of(sum / total)).collect::<Vec<A>>().into()
    }
    let last = &asked[asked.len() - 1].change;
    let values = match last.values() {
        AnyStorage::F32(_) => of::<f32>(asked),
        AnyStorage::F64(_) => of::<f64>(asked),
        others => others.clone(),
    };
    Change::new(last.how(), last.shape(), values)
}

fn write_how(how: How, to: &mut Writer) {
    let numbers = match how {
        How::Set => [0, 0, 0],
        How::Add => [1, 0, 0],
        How::Blend { share } => [2, share.to_bits(), 0],
        How::Average { seen, averaged } => [3, seen, averaged],
    };
    numbers.into_iter().for_each(|number| to.number(number));
}

fn read_how(from: &mut Reader<'_>) -> Result<How> {
    let [how, a, b] = [from.number()?, from.number()?, from.number()?];
    Ok(match how {
        0 => How::Set,
        1 => How::Add,
        2 => How::Blend { share: f64::from_bits(a) },
        _ => How::Average { seen: a, averaged: b },
    })
}

#[cold]
fn foreign() -> Error {
    Error::optimizer(
        "the forward updates a buffer (a running statistic) that the model does not register, so it would stay as it is: a \
         layer that `forward` makes anew must become a field of the model",
    )
}

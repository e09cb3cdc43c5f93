//! Elements that several tensors may hold, wherever they are.

use std::any::Any;
use std::panic::{AssertUnwindSafe, Location, resume_unwind};
use std::sync::{Arc, OnceLock};

use super::buffer::Buffer;
use super::pending::{Compute, Elements, Pending};
use super::repeated::Repeated;
use super::{Element, copied, zeros};
use crate::kernels::reduce::AxisSizes;

/// The elements of a tensor, which several may hold; they are copied when one of them writes while another holds them.
#[derive(Clone, Debug)]
#[doc(hidden)]
pub struct SharedStorage<A: Element>(Arc<Storage<A>>);

/// Where the elements are. What is not on the host is behind a pointer, so that the host's take no more memory for it.
#[derive(Debug)]
enum Storage<A: Element> {
    /// In the memory of the process.
    Host(Buffer<A>),
    /// Nowhere: so many of them, of which only the shape matters. Whoever looks at them sees zeros.
    Meta(Box<Meta<A>>),
    /// Fewer elements, each of which stands for several. Whoever looks at them looks at all, written out once.
    Repeated(Box<Repeated<A>>),
    /// Not computed yet. Whoever looks at them has them computed, once.
    Pending(Box<Pending<A>>),
    /// On a device. Whoever looks at them looks at a copy, which is fetched once.
    Device(Box<Elsewhere<A>>),
}

#[derive(Debug)]
struct Meta<A> {
    len: usize,
    shown: OnceLock<Vec<A>>,
    /// Whether nobody may look at them.
    is_hidden: bool,
}

/// Somebody looked at elements that differ from one run to the next: the payload with which a forward unwinds that is
/// traced as what it does in every run.
#[derive(Debug)]
#[cfg_attr(not(feature = "onnx"), allow(dead_code, reason = "nobody writes a graph"))]
pub(crate) struct Looked {
    /// Where in the source.
    pub(crate) at: &'static Location<'static>,
}

impl<A: Element> Meta<A> {
    fn new(len: usize, is_hidden: bool) -> Box<Self> {
        Box::new(Meta { len, shown: OnceLock::new(), is_hidden })
    }

    #[cold]
    #[track_caller]
    fn shown(&self) -> &[A] {
        self.check();
        self.shown.get_or_init(|| vec![A::default(); self.len])
    }

    #[track_caller]
    fn check(&self) {
        if self.is_hidden {
            resume_unwind(Box::new(Looked { at: Location::caller() }));
        }
    }
}

#[derive(Debug)]
struct Elsewhere<A: Element> {
    // A tensor that were not unwind safe would look like a parameter to the guard.
    elements: AssertUnwindSafe<Box<dyn Remote<A>>>,
    copy: OnceLock<Buffer<A>>,
}

/// Elements that are somewhere else.
pub(crate) trait Remote<A>: Any + std::fmt::Debug + Send + Sync {
    fn len(&self) -> usize;

    /// The elements, brought here.
    fn fetch(&self) -> Vec<A>;

    fn as_any(&self) -> &dyn Any;
}

impl<A: Element> SharedStorage<A> {
    pub(crate) fn new(data: Vec<A>) -> Self {
        SharedStorage(Arc::new(Storage::Host(Buffer::new(data))))
    }

    /// So many elements without values.
    pub(crate) fn meta(len: usize) -> Self {
        SharedStorage(Arc::new(Storage::Meta(Meta::new(len, false))))
    }

    /// So many elements without values, at which nobody may look.
    pub(crate) fn hidden(len: usize) -> Self {
        SharedStorage(Arc::new(Storage::Meta(Meta::new(len, true))))
    }

    /// Whether there are no values.
    pub(crate) fn is_meta(&self) -> bool {
        matches!(*self.0, Storage::Meta(_))
    }

    /// Where the elements are.
    pub(crate) fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// The elements of a smaller array, each as often as the axis is long.
    pub(crate) fn repeated(elements: SharedStorage<A>, sizes: AxisSizes) -> Self {
        SharedStorage(Arc::new(Storage::Repeated(Box::new(Repeated::new(elements, sizes)))))
    }

    /// So many elements that are computed where somebody looks at them.
    pub(crate) fn pending(len: usize, how: Arc<dyn Compute<A>>) -> Self {
        SharedStorage(Arc::new(Storage::Pending(Box::new(Pending::new(len, how)))))
    }

    /// How the elements are computed, if nobody has looked at them.
    pub(crate) fn as_pending(&self) -> Option<Arc<dyn Compute<A>>> {
        match &*self.0 {
            Storage::Pending(pending) => pending.how(),
            _ => None,
        }
    }

    /// Computes the elements if they wait and are computed together: for whoever reads them a piece at a time.
    pub(crate) fn compute_together(&self) {
        if self.as_pending().is_some_and(|how| how.is_together()) {
            self.as_slice();
        }
    }

    /// The elements to be read once. Those that wait stay so, if it costs little to compute them again.
    pub(crate) fn elements(&self) -> Elements<'_, A> {
        match self.as_pending() {
            Some(how) if how.is_cheap() => Elements::Pending(how),
            _ => Elements::Held(self.as_slice()),
        }
    }

    /// The smaller array, if there is one.
    #[inline]
    pub(crate) fn as_repeated(&self) -> Option<&Repeated<A>> {
        match &*self.0 {
            Storage::Repeated(repeated) => Some(repeated),
            _ => None,
        }
    }

    /// The same elements, each computed and in its place.
    pub(crate) fn written_out(self) -> Self {
        match &*self.0 {
            Storage::Repeated(repeated) => return SharedStorage::new(repeated.written()),
            Storage::Pending(pending) => _ = pending.as_slice(),
            _ => {}
        }
        self
    }

    /// The elements to look at, such as indices before they are used: none where there are no values.
    pub(crate) fn values(&self) -> &[A] {
        if matches!(*self.0, Storage::Meta(..)) { &[] } else { self.as_slice() }
    }

    /// Elements that are somewhere else.
    pub(crate) fn remote(elements: Box<dyn Remote<A>>) -> Self {
        Self::elsewhere(elements, OnceLock::new())
    }

    /// Elements that are somewhere else and were copied from these.
    pub(crate) fn remote_with_copy(elements: Box<dyn Remote<A>>, copy: Vec<A>) -> Self {
        Self::elsewhere(elements, OnceLock::from(Buffer::new(copy)))
    }

    fn elsewhere(elements: Box<dyn Remote<A>>, copy: OnceLock<Buffer<A>>) -> Self {
        let elements = AssertUnwindSafe(elements);
        SharedStorage(Arc::new(Storage::Device(Box::new(Elsewhere { elements, copy }))))
    }

    /// Whether the elements are in the memory of the process.
    #[inline]
    pub(crate) fn is_here(&self) -> bool {
        matches!(*self.0, Storage::Host(_) | Storage::Repeated(_) | Storage::Pending(_))
    }

    /// The elements that are somewhere else, if they are.
    #[inline]
    pub(crate) fn as_remote(&self) -> Option<&dyn Remote<A>> {
        match &*self.0 {
            Storage::Device(of) => Some(&**of.elements),
            _ => None,
        }
    }

    pub(crate) fn len(&self) -> usize {
        match &*self.0 {
            Storage::Host(buffer) => buffer.as_slice().len(),
            Storage::Meta(meta) => meta.len,
            Storage::Repeated(repeated) => repeated.len(),
            Storage::Pending(pending) => pending.len(),
            Storage::Device(of) => of.elements.len(),
        }
    }

    #[inline]
    #[track_caller]
    pub(crate) fn as_slice(&self) -> &[A] {
        match &*self.0 {
            Storage::Host(buffer) => buffer.as_slice(),
            Storage::Meta(meta) => meta.shown(),
            Storage::Repeated(repeated) => repeated.as_slice(),
            Storage::Pending(pending) => pending.as_slice(),
            Storage::Device(of) => of.copy.get_or_init(|| Buffer::new(of.elements.fetch())).as_slice(),
        }
    }

    /// What was [arranged](Self::arrange) of the elements, if it is of this type.
    #[inline]
    pub(crate) fn arranged<T: Any>(&self) -> Option<&T> {
        match &*self.0 {
            Storage::Host(buffer) => buffer.arranged(),
            Storage::Pending(pending) => pending.held()?.arranged(),
            _ => None,
        }
    }

    /// Keeps what `arrange` makes of the elements, such as the order in which a kernel reads them, until they are written or
    /// nobody holds them any more: none if they are not in memory, or if something else is kept.
    pub(crate) fn arrange<T: Any + Send + Sync>(&self, arrange: impl FnOnce(&[A]) -> T) -> Option<&T> {
        match &*self.0 {
            Storage::Host(buffer) => buffer.arrange(arrange),
            Storage::Pending(pending) => pending.computed().arrange(arrange),
            _ => None,
        }
    }

    /// What is [arranged](Self::arrange) of elements that last, such as those of a weight that is not trained; of others, what was
    /// arranged before.
    #[inline]
    pub(crate) fn arrange_lasting<T: Any + Send + Sync>(
        &self,
        lasts: bool,
        arrange: impl FnOnce(&[A]) -> T,
    ) -> Option<&T> {
        if lasts { self.arrange(arrange) } else { self.arranged() }
    }

    /// Whether nobody else holds the elements.
    pub(crate) fn is_unique(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }

    /// Whether the elements are in memory and nobody else holds them, so that a result can take their place.
    pub(crate) fn is_free(&self) -> bool {
        self.is_unique() && matches!(*self.0, Storage::Host(_))
    }

    /// The elements for writing, if they are here and nobody else holds them.
    pub(crate) fn get_mut(&mut self) -> Option<&mut [A]> {
        match Arc::get_mut(&mut self.0)? {
            Storage::Host(buffer) => Some(buffer.as_mut_slice()),
            Storage::Pending(pending) => Some(pending.as_mut_slice()),
            _ => None,
        }
    }

    /// The elements for writing; copied first if they are not here or somebody else holds them.
    #[track_caller]
    pub(crate) fn make_mut(&mut self) -> &mut [A] {
        // Looking at the count is cheaper than asking for the only handle, and there are no weak ones.
        if !self.is_unique() || !matches!(*self.0, Storage::Host(_) | Storage::Pending(_)) {
            *self = SharedStorage::new(self.copied());
        }
        self.get_mut().expect("just made unique, and here")
    }

    /// The elements; copied if they are not here or somebody else holds them.
    #[track_caller]
    pub(crate) fn into_vec(self) -> Vec<A> {
        match Arc::try_unwrap(self.0) {
            Ok(Storage::Host(mut buffer)) => buffer.take(),
            Ok(Storage::Pending(pending)) => pending.into_vec(),
            Ok(elsewhere) => SharedStorage(Arc::new(elsewhere)).copied(),
            Err(shared) => SharedStorage(shared).copied(),
        }
    }

    #[track_caller]
    fn copied(&self) -> Vec<A> {
        match &*self.0 {
            Storage::Meta(meta) => {
                meta.check();
                zeros(meta.len)
            }
            Storage::Repeated(repeated) => repeated.written(),
            _ => copied(self.as_slice()),
        }
    }
}

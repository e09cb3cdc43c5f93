//! The record of a computation: which operation gave which result, and how to go back.

use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ndarray::IxDyn;
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

use super::all_shards::AllShards;
use super::gradients::{Gradients, ParamGradient};
use super::ids::{IdMap, ParamId};
use super::recorder::Recording;
use super::seed::mix;
use super::summary::Summary;
use super::sweep::Sweep;
use super::update::Update;
use super::watch::{Note, Paths, Watch};
use crate::storage::AnyStorage;

/// Which result of a tape a tensor is. Numbers go up for the whole life of a tape.
pub(crate) type NodeId = usize;

/// Takes the gradient of a result and adds to the gradients of what it was made from.
pub(crate) type BackwardFn = Box<dyn FnOnce(AnyStorage, &mut Sweep) + Send>;

/// Records the operations on the tensors that are put on it, for [`backward`](crate::Tensor::backward).
///
/// Whether a tensor is on a tape is also what tells training from inference: on a tape, dropout drops and
/// batch norm uses the statistics of the batch; on none, nothing is recorded, dropout is the identity and batch
/// norm uses its running statistics. There is no global mode and nothing that could be left switched on.
///
/// A tape owns the random state of the layers that need one, so the same seed gives the same training run.
///
/// ```
/// use nn_core::prelude::*;
///
/// let tape = Tape::new(7);
/// let x = tape.input(ndarray::array![1.0, 2.0, 3.0]).requires_grad();
/// let gradients = (&x * &x).sum().backward();
/// assert_eq!(gradients.wrt(&x).unwrap().into_array(), ndarray::array![2.0, 4.0, 6.0]);
/// ```
#[doc(alias("train", "eval", "no_grad", "enable_grad", "inference_mode"))]
#[derive(Clone)]
pub struct Tape {
    shared: Arc<TapeShared>,
}

/// What all tensors on a tape, or in a trace, hold together: one type for both, so that letting go of a tensor, which
/// happens for every operation, need not tell them apart.
pub(super) struct TapeShared {
    state: Mutex<State>,
    /// The tape that this is a frozen view of: everything is recorded there.
    of: Option<Arc<TapeShared>>,
    pub(super) recording: Option<Box<Recording>>,
    /// The shards of the batch, if they compute statistics together.
    shards: Option<Arc<dyn AllShards>>,
}

impl TapeShared {
    pub(super) fn new(seed: u64, recording: Option<Box<Recording>>) -> Arc<Self> {
        Arc::new(TapeShared { state: Mutex::new(State::new(seed)), of: None, recording, shards: None })
    }
}

struct State {
    /// The number of the first node in `nodes`: those before it are consumed.
    base: NodeId,
    nodes: Vec<Node>,
    params: IdMap<ParamId, NodeId>,
    updates: Vec<Update>,
    rng: Xoshiro256PlusPlus,
    /// What looks for the first NaN, where that is asked for.
    watch: Option<Box<Watch>>,
}

enum Node {
    /// The result of an operation, and where in the source that is.
    Op(BackwardFn, &'static Location<'static>),
    /// A parameter, its shape, and where it was made.
    Param(ParamId, IxDyn, &'static Location<'static>),
    /// An input whose gradient is wanted.
    Input,
}

impl Tape {
    /// A tape whose random layers (dropout) draw from `seed`. It goes on drawing from one step to the next; one that is
    /// made anew in every step from the same seed drops the same units each time: see [`at_step`](Tape::at_step).
    pub fn new(seed: u64) -> Self {
        Tape { shared: TapeShared::new(seed, None) }
    }

    /// A tape for one step of a run: what it draws depends on the seed and on the number of the step, and on nothing that
    /// came before, so that a run that begins again in its middle draws what it would have drawn.
    ///
    /// The seed is that of [`rng_at`](crate::init::rng_at).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let drop = Dropout::new(0.5);
    /// let dropped = |step| drop.forward(Tape::at_step(7, step).input(Tensor::<1>::full([64], 1.0))).into_vec();
    /// assert_eq!(dropped(3), dropped(3));
    /// assert_ne!(dropped(3), dropped(4));
    /// ```
    pub fn at_step(seed: u64, step: u64) -> Self {
        Tape::new(mix(seed, step))
    }

    /// A tape on which layers are in inference: dropout drops nothing and batch norm uses its running statistics, while
    /// gradients reach the inputs, for saliency maps or adversarial examples. Parameters get none, and nothing is updated, as
    /// inside a [`Frozen`](crate::Frozen).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let model = (Linear::new(3, 8, &mut rng(0)), Dropout::new(0.5), Linear::new(8, 2, &mut rng(1)));
    /// let x = Tape::inference().input(Tensor::<2>::full([1, 3], 1.0)).requires_grad();
    /// let scores = model.forward(x.clone());
    /// assert_eq!(scores.as_slice(), model.forward(x.off_tape()).as_slice());
    /// let saliency = scores.slice(1, 0..1).sum().backward().wrt(&x).unwrap();
    /// assert_eq!(saliency.shape(), [1, 3]);
    /// ```
    #[doc(alias("eval", "inference_mode"))]
    pub fn inference() -> Self {
        Tape::new(0).frozen_view()
    }

    /// A number from the tape's random state, from which a layer may seed a generator of its own.
    pub fn random_seed(&self) -> u64 {
        self.lock().rng.next_u64()
    }

    /// Whether this handle is the one of a [`Frozen`](crate::Frozen) part's forward, or [of inference](Self::inference): gradients
    /// pass, but parameters get
    /// none, buffers are not updated, and layers that differ between training and inference are in inference.
    pub fn is_frozen(&self) -> bool {
        self.shared.of.is_some()
    }

    /// Another handle of the tape, which [is frozen](Self::is_frozen).
    pub(crate) fn frozen_view(&self) -> Tape {
        let (state, of) = (Mutex::new(State::new(0)), Some(self.real().clone()));
        Tape { shared: Arc::new(TapeShared { state, of, recording: None, shards: None }) }
    }

    /// The tape of a shard that computes the statistics of batch norms together with the others.
    pub(crate) fn of_shard(seed: u64, shards: Arc<dyn AllShards>) -> Tape {
        let (state, shards) = (Mutex::new(State::new(seed)), Some(shards));
        Tape { shared: Arc::new(TapeShared { state, of: None, recording: None, shards }) }
    }

    /// The shards of the batch, if they compute statistics together.
    pub(crate) fn shards(&self) -> Option<&Arc<dyn AllShards>> {
        self.real().shards.as_ref()
    }

    /// The handle that is not frozen.
    pub(crate) fn ordinary(&self) -> Tape {
        Tape { shared: self.real().clone() }
    }

    /// What all handles of the tape have in common.
    fn real(&self) -> &Arc<TapeShared> {
        self.shared.of.as_ref().unwrap_or(&self.shared)
    }

    /// Whether two handles are the same, which is faster to tell than whether their tapes are.
    #[inline]
    pub(crate) fn is_same_handle(&self, other: &Tape) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    pub(crate) fn is(&self, other: &Tape) -> bool {
        Arc::ptr_eq(self.real(), other.real())
    }

    pub(crate) fn record(&self, at: &'static Location<'static>, backward: BackwardFn) -> NodeId {
        self.lock().push(Node::Op(backward, at))
    }

    pub(crate) fn input_leaf(&self) -> NodeId {
        self.lock().push(Node::Input)
    }

    /// The leaf of a parameter: one for each tape, so that its gradient is one sum.
    pub(crate) fn param_leaf(
        &self,
        id: ParamId,
        shape: &[usize],
        made_at: &'static Location<'static>,
    ) -> NodeId {
        let mut state = self.lock();
        if let Some(&node) = state.params.get(&id) {
            return node;
        }
        let node = state.push(Node::Param(id, IxDyn(shape), made_at));
        state.params.insert(id, node);
        node
    }

    /// Looks for the first NaN from now on, with the names of a model.
    pub(crate) fn watch(&self, paths: Paths) {
        self.lock().watch.get_or_insert_with(|| Box::new(Watch::new())).learn(paths);
    }

    /// Whether the tape looks for a NaN.
    pub(crate) fn watches(&self) -> bool {
        self.lock().watch.is_some()
    }

    /// Tells a tape that watches that a layer begins.
    #[cold]
    pub(crate) fn enter(&self, kind: &'static str, layer: usize) {
        if let Some(watch) = &mut self.lock().watch {
            watch.enter(kind, layer);
        }
    }

    /// Tells a tape that watches that the layer that began last ends.
    #[cold]
    pub(crate) fn leave(&self) {
        if let Some(watch) = &mut self.lock().watch {
            watch.leave();
        }
    }

    /// Looks at what the next operation has given. Gives the message about it if it is wrong; otherwise it is remembered for
    /// the backward pass, if the operation is recorded.
    pub(crate) fn inspect(&self, mut note: Note, result: Summary) -> Option<String> {
        let mut state = self.lock();
        let params: Vec<(usize, ParamId)> = (note.operands.iter().enumerate())
            .filter_map(|(i, operand)| Some((i, state.param_at(operand.node?)?)))
            .collect();
        let next = state.base + state.nodes.len();
        let watch = state.watch.as_mut()?;
        watch.locate(&mut note, &params);
        let anomaly = note.anomaly(&result);
        note.shape = result.shape;
        watch.keep(next, note);
        anomaly
    }

    pub(crate) fn update(&self, update: Update) {
        self.lock().updates.push(update);
    }

    /// Goes back from `node`, whose gradient is `seed`, through everything recorded. The record is consumed.
    #[track_caller]
    pub(crate) fn backward(&self, node: NodeId, seed: AnyStorage) -> Gradients {
        let mut params = Vec::new();
        let gradients = self.backward_each(node, seed, &mut |gradient| params.push(gradient));
        Gradients { params, ..gradients }
    }

    /// Goes back in the same way, and hands over the gradient of each parameter as soon as nothing more is added to it, instead
    /// of returning it with the rest.
    #[track_caller]
    pub(crate) fn backward_each(
        &self,
        node: NodeId,
        seed: AnyStorage,
        finished: &mut dyn FnMut(ParamGradient),
    ) -> Gradients {
        let (base, nodes, updates) = self.lock().consume();
        let notes = self.lock().watch.as_mut().map(|watch| watch.forget());
        assert!(
            node >= base,
            "backward: this loss belongs to a record that an earlier `backward` has consumed; add the losses up and \
             go back once: `(first + second).backward()`, or run the forward again"
        );
        let mut sweep = Sweep::new(base, nodes.len(), notes.is_some());
        sweep.put(node, seed);
        let mut gradients = Gradients { updates, ..Gradients::new() };
        for (i, node) in nodes.into_iter().enumerate().rev() {
            let id = base + i;
            match node {
                Node::Op(backward, at) => {
                    if let Some(gradient) = sweep.take(id) {
                        let note = notes.as_ref().and_then(|notes| notes.get(&id));
                        let given = note.map(|note| note.given(&gradient));
                        backward(gradient, &mut sweep);
                        assert!(!sweep.went_too_far(), "{}", consumed(at));
                        if let (Some(note), Some(given), Some((of, found))) =
                            (note, given, sweep.take_anomaly())
                        {
                            panic!("{}", note.backward_anomaly(of, &found, &given));
                        }
                    }
                }
                Node::Param(param, shape, made_at) => {
                    if let Some(value) = sweep.take(id) {
                        finished(ParamGradient::new(param, shape, made_at, value.written_out()));
                    }
                }
                Node::Input => {
                    if let Some(value) = sweep.take(id) {
                        gradients.inputs.push((self.clone(), id, value.written_out()));
                    }
                }
            }
        }
        gradients
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic in a forward leaves the record whole: nodes are pushed, never changed.
        self.real().state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The operation there has an operand that was computed before the last `backward`.
#[cold]
fn consumed(at: &Location<'_>) -> String {
    format!(
        "backward: the operation at {at} takes a tensor that was computed before an earlier `backward`, which consumed \
         the record of its tape, so what the tensor was computed from would get no gradient; compute it anew for each \
         `backward`, or cut it off (`h.detach()`, as truncated backpropagation through time does), or give each \
         `backward` a tape of its own, with `other.input(x.off_tape())` from one to the other"
    )
}

impl std::fmt::Debug for Tape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.lock();
        f.debug_struct("Tape").field("operations", &state.nodes.len()).finish_non_exhaustive()
    }
}

impl State {
    fn new(seed: u64) -> Self {
        State {
            base: 0,
            nodes: Vec::new(),
            params: IdMap::default(),
            updates: Vec::new(),
            rng: Xoshiro256PlusPlus::seed_from_u64(seed),
            watch: None,
        }
    }

    fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.base + self.nodes.len() - 1
    }

    /// The parameter whose leaf this is, if it is one's.
    fn param_at(&self, node: NodeId) -> Option<ParamId> {
        match self.nodes.get(node.checked_sub(self.base)?)? {
            Node::Param(id, ..) => Some(*id),
            Node::Op(..) | Node::Input => None,
        }
    }

    fn consume(&mut self) -> (NodeId, Vec<Node>, Vec<Update>) {
        let base = self.base;
        self.base += self.nodes.len();
        self.params.clear();
        (base, std::mem::take(&mut self.nodes), std::mem::take(&mut self.updates))
    }
}

//! Operands that stand on a tape or on none, every combination of them, and what must come of it.

use std::cell::RefCell;
use std::panic::Location;

use nn_core::device::Device;
use nn_core::prelude::*;

use crate::diagnostics::caught::{Caught, catch};

/// Where an operand stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stand {
    /// On no tape: data.
    Data,
    /// On no tape, computed from a trainable parameter.
    Untracked,
    /// On a tape, without a gradient.
    OnTape,
    /// A result of the tape, whose gradient is wanted.
    Result,
}

/// What an operand is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Float,
    /// Indices and masks, which have no gradient.
    Index,
    /// Statistics and the like, which get no gradient.
    Constant,
}

impl Kind {
    fn stands(self) -> &'static [Stand] {
        match self {
            Kind::Float | Kind::Constant => &[Stand::Data, Stand::Untracked, Stand::OnTape, Stand::Result],
            Kind::Index => &[Stand::Data, Stand::OnTape],
        }
    }
}

/// The tape, where operands are, and how to ask for the gradients of the results on the tape.
pub(super) struct World {
    tape: Tape,
    device: Device,
    reached: RefCell<Vec<Reached>>,
}

/// The bits of an operand's gradient, if it was computed.
type Reached = Box<dyn Fn(&Gradients) -> Option<Vec<u32>>>;

impl World {
    fn new(device: &Device) -> Self {
        World { tape: Tape::new(0), device: device.clone(), reached: RefCell::default() }
    }

    pub(super) fn float<const N: usize>(&self, shape: [usize; N], stand: Stand) -> Tensor<N> {
        // Positive and all different, for logarithms and extrema.
        let mut value = 0.4;
        let data = Tensor::from_fn(shape, |_| {
            value = (value + 0.618) % 0.9 + 0.05;
            value
        });
        let data = data.to(&self.device);
        match stand {
            Stand::Data => data,
            Stand::Untracked => Param::new(data).value() * 1.0,
            Stand::OnTape => self.tape.input(data),
            Stand::Result => {
                let x = self.tape.input(data).requires_grad();
                let input = x.clone();
                self.reached
                    .borrow_mut()
                    .push(Box::new(move |gradients| Some(bits(&gradients.wrt(&input)?))));
                x
            }
        }
    }

    pub(super) fn constant<const N: usize>(&self, shape: [usize; N], stand: Stand) -> Tensor<N> {
        self.float(shape, stand)
    }

    pub(super) fn index<const N: usize>(&self, shape: [usize; N], stand: Stand) -> Tensor<N, usize> {
        self.elements(Tensor::zeros(shape).to(&self.device), stand)
    }

    pub(super) fn mask<const N: usize>(&self, shape: [usize; N], stand: Stand) -> Tensor<N, bool> {
        self.elements(Tensor::full(shape, true).to(&self.device), stand)
    }

    fn elements<const N: usize, A: Element>(&self, data: Tensor<N, A>, stand: Stand) -> Tensor<N, A> {
        if stand == Stand::Data { data } else { self.tape.input(data) }
    }
}

/// What an operation gives.
pub(super) trait Output {
    fn is_on_tape(&self) -> bool;

    /// Whether it remembers a parameter; `None` for elements without gradients.
    fn remembers(&self) -> Option<bool>;

    /// The gradients of its sum, if it has any.
    fn gradients(&self) -> Option<Gradients>;

    fn device(&self) -> Device;

    fn bits(&self) -> Vec<u32>;
}

impl<const N: usize> Output for Tensor<N> {
    fn is_on_tape(&self) -> bool {
        self.tape().is_some()
    }

    fn remembers(&self) -> Option<bool> {
        Some(self.tape().is_none() && catch(|| drop(Tape::new(0).input(self))).is_some())
    }

    fn gradients(&self) -> Option<Gradients> {
        Some(self.clone().sum().backward())
    }

    fn device(&self) -> Device {
        Tensor::device(self)
    }

    fn bits(&self) -> Vec<u32> {
        bits(self)
    }
}

macro_rules! without_gradients {
    ($($type:ty),*) => {$(
        impl<const N: usize> Output for Tensor<N, $type> {
            fn is_on_tape(&self) -> bool {
                self.tape().is_some()
            }

            fn remembers(&self) -> Option<bool> {
                None
            }

            fn gradients(&self) -> Option<Gradients> {
                None
            }

            fn device(&self) -> Device {
                Tensor::device(self)
            }

            fn bits(&self) -> Vec<u32> {
                self.as_slice().iter().map(|&x| x as u32).collect()
            }
        }
    )*};
}

without_gradients!(usize, bool);

/// A call with operands that stand in these ways. No type parameter, which would compile the checks for each call.
pub(super) type Call<'a> = &'a dyn Fn(&World, &[Stand]) -> Box<dyn Output>;

/// Runs a call on every combination of operands. `trained` is what it trains besides.
#[track_caller]
pub(super) fn check(name: &str, kinds: &[Kind], trained: Option<&dyn Module>, call: Call<'_>) {
    let case = Location::caller();
    for stands in combinations(kinds) {
        let world = World::new(&Device::host());
        let mut output = None;
        let caught = catch(|| output = Some(call(&world, &stands)));
        let what = format!("{name} of {stands:?}");
        match (refused(kinds, &stands), caught) {
            (Some(because), Some(caught)) => assert_says(&what, &caught, because, case),
            (Some(_), None) => panic!("{what} is mixed without a word"),
            (None, Some(caught)) => panic!("{what} should work: {caught:#?}"),
            (None, None) => {
                assert_stands(&what, &world, &stands, trained, &*output.expect("the call came back"));
            }
        }
    }
}

/// Runs a call on the host and on devices, with every kernel and with none, which must give the same bits.
pub(super) fn check_on_devices(name: &str, kinds: &[Kind], call: Call<'_>) {
    let stand = |kind: &Kind| match kind {
        Kind::Float => Stand::Result,
        Kind::Index => Stand::OnTape,
        Kind::Constant => Stand::Data,
    };
    let stands: Vec<Stand> = kinds.iter().map(stand).collect();
    let run = |device: &Device| {
        let world = World::new(device);
        let output = call(&world, &stands);
        assert_eq!(output.device(), *device, "{name}: where the result is");
        let gradients = output.gradients();
        let of =
            |gradients: &Gradients| world.reached.borrow().iter().map(|reached| reached(gradients)).collect();
        let gradients: Option<Vec<_>> = gradients.as_ref().map(of);
        (output.bits(), gradients)
    };
    let on_host = run(&Device::host());
    for device in [mock_device::mock(), mock_device::memory()] {
        assert_eq!(run(&device), on_host, "{name} on {device:?}");
    }
}

fn bits<const N: usize>(x: &Tensor<N>) -> Vec<u32> {
    x.as_slice().iter().map(|x| x.to_bits()).collect()
}

fn combinations(kinds: &[Kind]) -> Vec<Vec<Stand>> {
    kinds.iter().fold(vec![Vec::new()], |so_far, kind| {
        let longer = |first: &Vec<Stand>, stand: &Stand| [first.as_slice(), &[*stand]].concat();
        so_far.iter().flat_map(|first| kind.stands().iter().map(move |stand| longer(first, stand))).collect()
    })
}

/// What the refusal of a combination must say, if it is to be refused.
fn refused(kinds: &[Kind], stands: &[Stand]) -> Option<&'static str> {
    let lost = kinds.iter().zip(stands).any(|(kind, stand)| match kind {
        Kind::Constant => matches!(stand, Stand::Untracked | Stand::Result),
        Kind::Float | Kind::Index => false,
    });
    if lost {
        return Some("no gradient");
    }
    let on_tape = stands.iter().any(|stand| matches!(stand, Stand::OnTape | Stand::Result));
    (on_tape && stands.contains(&Stand::Untracked)).then_some("which would get no gradient through it")
}

#[track_caller]
fn assert_says(what: &str, caught: &Caught, because: &str, case: &Location<'_>) {
    assert!(caught.message.contains(because), "{what}: {caught:#?}");
    let near = case.line()..case.line() + 12;
    assert!(
        caught.file == case.file() && near.contains(&caught.line),
        "{what} points elsewhere: {caught:#?}"
    );
}

#[track_caller]
fn assert_stands(
    what: &str,
    world: &World,
    stands: &[Stand],
    trained: Option<&dyn Module>,
    output: &dyn Output,
) {
    let on_tape = stands.iter().any(|stand| matches!(stand, Stand::OnTape | Stand::Result));
    assert_eq!(output.is_on_tape(), on_tape, "{what}: whether the result is on the tape");
    let remembers = !on_tape && (trained.is_some() || stands.contains(&Stand::Untracked));
    if let Some(got) = output.remembers() {
        assert_eq!(got, remembers, "{what}: whether the result remembers a parameter");
    }
    if (stands.contains(&Stand::Result) || (on_tape && trained.is_some()))
        && let Some(gradients) = output.gradients()
    {
        let reached = world.reached.borrow();
        assert!(
            reached.iter().all(|reached| reached(&gradients).is_some()),
            "{what}: an operand has no gradient"
        );
        let unused = trained.map(|model| gradients.unused(model)).unwrap_or_default();
        assert!(unused.is_empty(), "{what}: no gradient for {unused:?}");
    }
}

/// An operation by its operands, on the host and on devices, or with what it trains besides, or with `None` for what it
/// has besides on the host: `mix!("linear", x: float [2, 3], w: float [4, 3] => x.linear(w, None))`.
macro_rules! mix {
    ($name:literal, $($operand:ident: $kind:ident $shape:expr),+ => $call:expr) => {{
        let call = mix!(call $($operand: $kind $shape),+ => $call);
        $crate::mixing::world::check($name, &[$(mix!(@ $kind)),+], None, &call);
        $crate::mixing::world::check_on_devices($name, &[$(mix!(@ $kind)),+], &call);
    }};
    ($name:literal, $trained:expr, $($operand:ident: $kind:ident $shape:expr),+ => $call:expr) => {{
        let call = mix!(call $($operand: $kind $shape),+ => $call);
        $crate::mixing::world::check($name, &[$(mix!(@ $kind)),+], $trained, &call);
    }};
    (call $($operand:ident: $kind:ident $shape:expr),+ => $call:expr) => {
        |world: &$crate::mixing::world::World, stands: &[$crate::mixing::world::Stand]| {
            let mut stands = stands.iter().copied();
            $(let $operand = world.$kind($shape, stands.next().expect("one for each operand"));)+
            Box::new($call) as Box<dyn $crate::mixing::world::Output>
        }
    };
    (@ float) => { $crate::mixing::world::Kind::Float };
    (@ constant) => { $crate::mixing::world::Kind::Constant };
    (@ $index:ident) => { $crate::mixing::world::Kind::Index };
}

pub(super) use mix;

//! One case of PyTorch's table: how a module was made, what it was given, and what it gave.

use nn_core::AnyTensor;

/// Tensors by name.
pub type Named = Vec<(String, AnyTensor)>;

/// A constructor's or a forward's argument.
#[derive(Clone, Debug)]
pub enum Argument {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An `int` or a `float`.
    Number(f64),
    /// A `str`.
    Text(String),
    /// A tuple or a list.
    List(Vec<Argument>),
    /// A tensor.
    Tensor(AnyTensor),
    /// A module, by its name and the arguments of its constructor.
    Module(String, Vec<(String, Argument)>),
    /// A function, as it was written.
    Other(String),
}

/// A module, a call, and everything that PyTorch computed.
#[derive(Clone, Debug)]
pub struct Case {
    /// `Conv2d-train-3`.
    pub id: String,
    /// The module's name in `torch.nn`.
    pub module: String,
    /// `module.train()` or `module.eval()`.
    pub training: bool,
    /// The constructor's arguments by name.
    pub config: Vec<(String, Argument)>,
    /// The state dict before the call.
    pub state: Named,
    /// The positional arguments of the call.
    pub inputs: Vec<Argument>,
    /// The named arguments of the call.
    pub kwargs: Vec<(String, Argument)>,
    /// The outputs.
    pub outputs: Vec<AnyTensor>,
    /// One for each output: the loss is the sum of the products of both.
    pub cotangents: Vec<Option<AnyTensor>>,
    /// The gradients of parameters by their paths, and of arguments as `input.0` or `kwarg.name`.
    pub gradients: Named,
    /// What the call changed of the state.
    pub state_after: Named,
}

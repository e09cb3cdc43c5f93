//! A case, tried on our module.

use nn_core::prelude::*;
use nn_core::shape::{Message, Shape};
use nn_core::{AnyTensor, Dtype};

use super::case::{Argument, Case, Named};
use super::compare::{Difference, compare};
use super::config::{Config, FromArgument};

/// Reads the gradient of an input.
type Leaf = Box<dyn Fn(&Gradients) -> Option<AnyTensor>>;

/// A module at work: it asks for its settings and inputs, hands over its outputs, and is finished.
pub struct Trial<'c> {
    case: &'c Case,
    /// Without one, only the outputs are looked at.
    tape: Option<Tape>,
    /// The shape of a sample, once a spec was asked about it.
    sample: Shape,
    /// The arguments of the call that were asked for.
    asked: Vec<String>,
    leaves: Vec<(String, Leaf)>,
    loss: Option<Tensor<0>>,
    outputs: Vec<AnyTensor>,
    gradients: Named,
    state: Named,
    finished: bool,
}

impl<'c> Trial<'c> {
    /// A trial on a tape, which sees the gradients, or without one, as in inference.
    pub fn new(case: &'c Case, on_tape: bool) -> Self {
        Trial {
            case,
            tape: on_tape.then(|| Tape::new(0)),
            sample: Shape::new(&[]),
            asked: Vec::new(),
            leaves: Vec::new(),
            loss: None,
            outputs: Vec::new(),
            gradients: Vec::new(),
            state: Vec::new(),
            finished: false,
        }
    }

    /// The constructor's arguments.
    pub fn config(&self) -> Config {
        Config::new(&self.case.config)
    }

    /// The module of a spec, with the case's state. In evaluation its running statistics are frozen, since on a
    /// tape, where the gradients are, a module would use those of the batch.
    ///
    /// # Errors
    ///
    /// If a setting was not understood, or the state does not fit.
    pub fn layer<M: Module>(&self, config: Config, spec: impl InitFor<Module = M>) -> Result<M, String> {
        config.finish()?;
        let mut layer = spec.init_for(self.sample, &mut rng(0));
        let state: StateDict = self.case.state.iter().cloned().collect();
        layer.load_state_dict(&state).map_err(|e| e.to_string())?;
        if !self.case.training {
            layer.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut FreezeBuffers));
        }
        Ok(layer)
    }

    /// Checks what a spec says of shapes against the shape that PyTorch's module gave; with a batch, the input has
    /// `rank` axes.
    ///
    /// # Errors
    ///
    /// If it says something else.
    pub fn says(
        &mut self,
        rank: usize,
        output_shape: impl Fn(Shape) -> Result<Shape, Message>,
    ) -> Result<(), String> {
        let (_, input) = self.argument(0, "input")?;
        let of = |tensor: &AnyTensor| Shape::new(&tensor.shape()[usize::from(input.shape().len() >= rank)..]);
        self.sample = of(&input);
        let (said, want) = (output_shape(self.sample), of(&self.case.outputs[0]));
        match said {
            Ok(shape) if shape == want => Ok(()),
            said => Err(format!("the spec says {said:?} of the shape, PyTorch gives {want}")),
        }
    }

    /// A tensor of the module's state.
    ///
    /// # Errors
    ///
    /// If there is none, or it is of another rank or type.
    pub fn state<const N: usize>(&self, name: &str) -> Result<Tensor<N>, String> {
        let found = self.case.state.iter().find(|(key, _)| key == name);
        let (_, tensor) = found.ok_or_else(|| format!("the state {name} is missing"))?;
        tensor.to_tensor().ok_or_else(|| unfit(name, tensor, N))
    }

    fn argument(&mut self, position: usize, name: &str) -> Result<(String, AnyTensor), String> {
        let case = self.case;
        let (key, argument) = match case.inputs.get(position) {
            Some(argument) => (format!("input.{position}"), argument),
            None => {
                let named = case.kwargs.iter().find(|(key, _)| key == name);
                let (_, argument) = named.ok_or_else(|| format!("the argument {name} is missing"))?;
                (format!("kwarg.{name}"), argument)
            }
        };
        match argument {
            Argument::Tensor(tensor) => {
                self.asked.push(key.clone());
                Ok((key, tensor.clone()))
            }
            other => Err(format!("the argument {name} = {other:?} is not supported")),
        }
    }

    /// The rank of an input, and whether it holds floats.
    ///
    /// # Errors
    ///
    /// If there is none, or it is no tensor.
    pub fn rank(&mut self, position: usize, name: &str) -> Result<(usize, bool), String> {
        let (_, tensor) = self.argument(position, name)?;
        Ok((tensor.shape().len(), tensor.dtype() == Dtype::F32))
    }

    /// How many positional arguments the call has.
    pub fn inputs(&self) -> usize {
        self.case.inputs.len()
    }

    /// A list or a tensor of whole numbers.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub fn numbers(&mut self, position: usize, name: &str) -> Result<Vec<usize>, String> {
        let argument = self.case.inputs.get(position);
        let list = match argument {
            Some(Argument::List(list)) => list.iter().map(usize::from_argument).collect(),
            Some(Argument::Tensor(tensor)) => {
                let numbers: Option<Tensor<1, i64>> = tensor.to_tensor();
                numbers.and_then(|list| list.as_slice().iter().map(|&n| usize::try_from(n).ok()).collect())
            }
            _ => None,
        };
        self.asked.push(format!("input.{position}"));
        list.ok_or_else(|| format!("the argument {name} = {argument:?} is not supported"))
    }

    /// A named argument that may be `None` or missing.
    ///
    /// # Errors
    ///
    /// If it is no tensor.
    pub fn optional(&mut self, name: &str) -> Result<Option<AnyTensor>, String> {
        let Some((_, argument)) = self.case.kwargs.iter().find(|(key, _)| key == name) else {
            return Ok(None);
        };
        self.asked.push(format!("kwarg.{name}"));
        match argument {
            Argument::None => Ok(None),
            Argument::Tensor(tensor) => Ok(Some(tensor.clone())),
            other => Err(format!("the argument {name} = {other:?} is not supported")),
        }
    }

    /// A tuple of two inputs, with gradients.
    ///
    /// # Errors
    ///
    /// If it is no such tuple, or its inputs are of another rank or type.
    pub fn pair<const N: usize>(
        &mut self,
        position: usize,
        name: &str,
    ) -> Result<(Tensor<N>, Tensor<N>), String> {
        match self.case.inputs.get(position) {
            Some(Argument::List(list)) => match list.as_slice() {
                [Argument::Tensor(first), Argument::Tensor(second)] => {
                    self.asked.push(format!("input.{position}"));
                    let first = self.leaf(format!("input.{position}.0"), name, first)?;
                    Ok((first, self.leaf(format!("input.{position}.1"), name, second)?))
                }
                other => Err(format!("the argument {name} = {other:?} is not supported")),
            },
            other => Err(format!("the argument {name} = {other:?} is not supported")),
        }
    }

    /// An input, with a gradient.
    ///
    /// # Errors
    ///
    /// If it is of another rank or type.
    pub fn input<const N: usize>(&mut self, position: usize, name: &str) -> Result<Tensor<N>, String> {
        let (key, tensor) = self.argument(position, name)?;
        self.leaf(key, name, &tensor)
    }

    fn leaf<const N: usize>(
        &mut self,
        key: String,
        name: &str,
        tensor: &AnyTensor,
    ) -> Result<Tensor<N>, String> {
        // PyTorch takes integers where ours takes floats.
        let whole = || tensor.to_tensor::<N, i64>().map(|x| x.cast());
        let x: Tensor<N> = tensor.to_tensor().or_else(whole).ok_or_else(|| unfit(name, tensor, N))?;
        let Some(tape) = &self.tape else { return Ok(x) };
        let x = tape.input(x).requires_grad();
        let leaf = x.clone();
        self.leaves.push((key, Box::new(move |gradients| gradients.wrt(&leaf).map(AnyTensor::from))));
        Ok(x)
    }

    /// An input of indices. A negative one, which PyTorch's losses ignore, becomes the largest number.
    ///
    /// # Errors
    ///
    /// If it is of another rank or type.
    pub fn indices<const N: usize>(
        &mut self,
        position: usize,
        name: &str,
    ) -> Result<Tensor<N, usize>, String> {
        let (_, tensor) = self.argument(position, name)?;
        let x: Tensor<N, i64> = tensor.to_tensor().ok_or_else(|| unfit(name, &tensor, N))?;
        let indices = x.as_slice().iter().map(|&i| usize::try_from(i).unwrap_or(usize::MAX)).collect();
        let indices = Tensor::new(x.shape(), indices);
        Ok(match &self.tape {
            Some(tape) => tape.input(indices),
            None => indices,
        })
    }

    /// An input of whole numbers.
    ///
    /// # Errors
    ///
    /// If it is of another rank or type.
    pub fn whole_numbers<const N: usize>(
        &mut self,
        position: usize,
        name: &str,
    ) -> Result<Tensor<N, i64>, String> {
        let (_, tensor) = self.argument(position, name)?;
        let x: Tensor<N, i64> = tensor.to_tensor().ok_or_else(|| unfit(name, &tensor, N))?;
        Ok(match &self.tape {
            Some(tape) => tape.input(x),
            None => x,
        })
    }

    /// An output, which takes part in the loss if the case has a cotangent for it.
    pub fn output<const N: usize>(&mut self, y: Tensor<N>) {
        let cotangent = self.case.cotangents.get(self.outputs.len()).and_then(Option::as_ref);
        self.outputs.push(y.detach().into());
        let cotangent = cotangent.and_then(AnyTensor::to_tensor::<N, f32>).filter(|c| c.shape() == y.shape());
        if let (Some(cotangent), true) = (cotangent, self.tape.is_some()) {
            let part = (y * cotangent).sum();
            self.loss = Some(match self.loss.take() {
                Some(loss) => loss + part,
                None => part,
            });
        }
    }

    /// All outputs of a tuple.
    pub fn outputs(&mut self, outputs: impl Outputs) {
        outputs.hand_over(self);
    }

    /// An output of indices.
    pub fn output_indices<const N: usize>(&mut self, y: Tensor<N, usize>) {
        let indices = y.as_slice().iter().map(|&i| i as i64).collect();
        self.outputs.push(Tensor::new(y.shape(), indices).into());
    }

    /// The end of the forward: goes back from the outputs, and applies the updates of the module's buffers.
    ///
    /// # Errors
    ///
    /// If an update of a buffer does not fit it.
    pub fn finish(&mut self, layer: &mut dyn Module) -> Result<(), String> {
        if let Some(loss) = self.loss.take() {
            let mut gradients = loss.backward();
            self.gradients = gradients.named(layer);
            let inputs = self.leaves.iter().filter_map(|(key, leaf)| Some((key.clone(), leaf(&gradients)?)));
            self.gradients.extend(inputs);
            gradients.apply_updates(layer).map_err(|error| error.to_string())?;
        }
        self.state.extend(layer.named_parameters().into_iter().map(|(name, p)| (name, p.value().clone())));
        self.state.extend(layer.buffers());
        self.finished = true;
        Ok(())
    }

    /// The end of a loss, or of a layer that has no state but the tensors among its settings.
    ///
    /// # Errors
    ///
    /// As [`finish`](Self::finish).
    pub fn finish_without_state(&mut self) -> Result<(), String> {
        let is_setting =
            |name: &str| self.case.config.iter().any(|(key, v)| key == name && tensor(v).is_some());
        self.state = self.case.state.iter().filter(|(name, _)| is_setting(name)).cloned().collect();
        self.finish(&mut ())
    }

    /// The differences to what PyTorch gave.
    pub fn differences(&self) -> Vec<Difference> {
        let case = self.case;
        let mut found = self.unasked();
        if !self.finished {
            found.push(Difference::of_kind("the module", "was not finished".to_owned()));
        }
        if self.outputs.len() != case.outputs.len() {
            let how = format!("{} instead of {}", self.outputs.len(), case.outputs.len());
            found.push(Difference::of_kind("number of outputs", how));
        }
        for (i, (got, want)) in self.outputs.iter().zip(&case.outputs).enumerate() {
            found.extend(compare(&format!("output {i}"), got, want));
        }
        if self.tape.is_some() {
            found.extend(against("gradient of", &self.gradients, &case.gradients));
            found.extend(against("state", &self.state, &after(case)));
        }
        found
    }

    /// Arguments of the call that the module did not ask for.
    fn unasked(&self) -> Vec<Difference> {
        let inputs = (0..self.case.inputs.len()).map(|i| format!("input.{i}"));
        let kwargs = self.case.kwargs.iter().map(|(name, _)| format!("kwarg.{name}"));
        let unasked = inputs.chain(kwargs).filter(|key| !self.asked.contains(key));
        unasked.map(|key| Difference::of_kind(&key, "is not supported".to_owned())).collect()
    }
}

fn unfit(name: &str, tensor: &AnyTensor, rank: usize) -> String {
    format!("the argument {name} has shape {:?} and type {}, not rank {rank}", tensor.shape(), tensor.dtype())
}

fn tensor(argument: &Argument) -> Option<AnyTensor> {
    match argument {
        Argument::Tensor(tensor) => Some(tensor.clone()),
        _ => None,
    }
}

/// The whole state after the call.
fn after(case: &Case) -> Named {
    let changed = |name: &str| case.state_after.iter().find(|(key, _)| key == name).map(|(_, v)| v.clone());
    case.state.iter().map(|(name, v)| (name.clone(), changed(name).unwrap_or_else(|| v.clone()))).collect()
}

fn against(what: &str, got: &Named, want: &Named) -> Vec<Difference> {
    let check = |(name, want): &(String, AnyTensor)| {
        let what = format!("{what} {name}");
        match got.iter().find(|(key, _)| key == name) {
            Some((_, got)) => compare(&what, got, want),
            None => Some(Difference::of_kind(&what, "is missing".to_owned())),
        }
    };
    want.iter().filter_map(check).collect()
}

/// What comes out of a module: a tensor, or a tuple of what comes out.
pub trait Outputs {
    /// Gives each tensor to the trial.
    fn hand_over(self, trial: &mut Trial<'_>);
}

impl<const N: usize> Outputs for Tensor<N> {
    fn hand_over(self, trial: &mut Trial<'_>) {
        trial.output(self);
    }
}

impl<A: Outputs, B: Outputs> Outputs for (A, B) {
    fn hand_over(self, trial: &mut Trial<'_>) {
        self.0.hand_over(trial);
        self.1.hand_over(trial);
    }
}

struct FreezeBuffers;

impl VisitorMut for FreezeBuffers {
    fn buffer(&mut self, _: &Path<'_>, buffer: &mut dyn AnyBuffer) {
        buffer.set_frozen(true);
    }
}

//! The constructor's arguments of a case, each of which must be understood.

use nn_core::{AnyTensor, Tensor};

use super::case::Argument;

/// The arguments that were not asked for yet.
pub struct Config {
    left: Vec<(String, Argument)>,
}

impl Config {
    /// All arguments of a case.
    pub fn new(arguments: &[(String, Argument)]) -> Self {
        Config { left: arguments.to_vec() }
    }

    /// An argument that may be missing.
    ///
    /// # Errors
    ///
    /// If it is of another type.
    pub fn find<T: FromArgument>(&mut self, name: &str) -> Result<Option<T>, String> {
        let Some(at) = self.left.iter().position(|(key, _)| key == name) else { return Ok(None) };
        let (_, argument) = self.left.remove(at);
        match T::from_argument(&argument) {
            Some(value) => Ok(Some(value)),
            None => Err(format!("the setting {name} = {argument:?} is not supported")),
        }
    }

    /// An argument that must be there.
    ///
    /// # Errors
    ///
    /// If it is missing or of another type.
    pub fn get<T: FromArgument>(&mut self, name: &str) -> Result<T, String> {
        self.find(name)?.ok_or_else(|| format!("the setting {name} is missing"))
    }

    /// The arguments of a module that is an argument.
    ///
    /// # Errors
    ///
    /// If it is missing or another module.
    pub fn module(&mut self, name: &str, kind: &str) -> Result<Config, String> {
        let at = self.left.iter().position(|(key, _)| key == name);
        let (_, argument) = self.left.remove(at.ok_or_else(|| format!("the setting {name} is missing"))?);
        match argument {
            Argument::Module(module, config) if module == kind => Ok(Config::new(&config)),
            other => Err(format!("the setting {name} = {other:?} is not supported")),
        }
    }

    /// Hands an argument to a spec, unless it is missing.
    ///
    /// # Errors
    ///
    /// If it is of another type.
    pub fn set<S, T: FromArgument>(
        &mut self,
        spec: S,
        name: &str,
        set: impl FnOnce(S, T) -> S,
    ) -> Result<S, String> {
        Ok(match self.find(name)? {
            Some(value) => set(spec, value),
            None => spec,
        })
    }

    /// The end of the arguments.
    ///
    /// # Errors
    ///
    /// If some were not asked for.
    pub fn finish(self) -> Result<(), String> {
        match self.left.first() {
            None => Ok(()),
            Some((name, value)) => Err(format!("the setting {name} = {value:?} is not supported")),
        }
    }
}

/// What an argument can be read as.
pub trait FromArgument: Sized {
    /// None if the argument is of another type.
    fn from_argument(argument: &Argument) -> Option<Self>;
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl FromArgument for $type {
            fn from_argument(argument: &Argument) -> Option<Self> {
                match argument {
                    Argument::Number(value) => {
                        let number = *value as $type;
                        // A whole number must not have been rounded; single precision may.
                        (number as f64 == *value || stringify!($type) == "f32").then_some(number)
                    }
                    _ => None,
                }
            }
        }
    )*};
}

numbers!(usize, isize, f32, f64);

impl FromArgument for bool {
    fn from_argument(argument: &Argument) -> Option<Self> {
        match argument {
            Argument::Bool(value) => Some(*value),
            _ => None,
        }
    }
}

impl FromArgument for String {
    fn from_argument(argument: &Argument) -> Option<Self> {
        match argument {
            Argument::Text(value) => Some(value.clone()),
            _ => None,
        }
    }
}

impl<T: FromArgument> FromArgument for Option<T> {
    fn from_argument(argument: &Argument) -> Option<Self> {
        match argument {
            Argument::None => Some(None),
            argument => T::from_argument(argument).map(Some),
        }
    }
}

impl<T: FromArgument> FromArgument for Vec<T> {
    fn from_argument(argument: &Argument) -> Option<Self> {
        match argument {
            Argument::List(list) => list.iter().map(T::from_argument).collect(),
            _ => None,
        }
    }
}

/// A list of this length, or one value for all, as PyTorch takes a kernel's size.
impl<T: FromArgument + Clone, const N: usize> FromArgument for [T; N] {
    fn from_argument(argument: &Argument) -> Option<Self> {
        match argument {
            Argument::List(_) => Vec::from_argument(argument)?.try_into().ok(),
            argument => T::from_argument(argument).map(|value| std::array::from_fn(|_| value.clone())),
        }
    }
}

impl FromArgument for AnyTensor {
    fn from_argument(argument: &Argument) -> Option<Self> {
        match argument {
            Argument::Tensor(tensor) => Some(tensor.clone()),
            _ => None,
        }
    }
}

impl<const N: usize> FromArgument for Tensor<N> {
    fn from_argument(argument: &Argument) -> Option<Self> {
        AnyTensor::from_argument(argument)?.to_tensor()
    }
}

//! How the library's own layers run: a trace is told where each of them begins and ends.

use crate::Element;
use crate::tensor::{LayerKind, Tensor};

/// What a layer takes or gives, of which a trace follows the first tensor.
pub(super) trait Traced {
    /// Tells a trace that `layer` begins to compute with this.
    fn enter(self, layer: &impl LayerKind) -> Self;

    /// Tells a trace that the layer has computed this.
    fn leave(self) -> Self;
}

impl<const N: usize, A: Element> Traced for Tensor<N, A> {
    #[inline(always)]
    fn enter(self, layer: &impl LayerKind) -> Self {
        Tensor::enter(self, layer)
    }

    #[inline(always)]
    fn leave(self) -> Self {
        Tensor::leave(self)
    }
}

impl<X: Traced, Y> Traced for (X, Y) {
    #[inline(always)]
    fn enter(self, layer: &impl LayerKind) -> Self {
        (self.0.enter(layer), self.1)
    }

    #[inline(always)]
    fn leave(self) -> Self {
        (self.0.leave(), self.1)
    }
}

impl<X: Traced, Y, Z> Traced for (X, Y, Z) {
    #[inline(always)]
    fn enter(self, layer: &impl LayerKind) -> Self {
        (self.0.enter(layer), self.1, self.2)
    }

    #[inline(always)]
    fn leave(self) -> Self {
        (self.0.leave(), self.1, self.2)
    }
}

impl<X: Traced, Y, Z, W> Traced for (X, Y, Z, W) {
    #[inline(always)]
    fn enter(self, layer: &impl LayerKind) -> Self {
        (self.0.enter(layer), self.1, self.2, self.3)
    }

    #[inline(always)]
    fn leave(self) -> Self {
        (self.0.leave(), self.1, self.2, self.3)
    }
}

/// `traced!(self.apply(x))` is `self.apply(x)` as a trace sees it: as one layer. It is a macro, as a function that
/// called `apply` for the layer would hide the line of the caller.
macro_rules! traced {
    ($layer:ident.$apply:ident($x:ident)) => {
        $crate::nn::forward::Traced::leave($layer.$apply($crate::nn::forward::Traced::enter($x, $layer)))
    };
}

/// Writes the forward in an implementation of [`Forward`](crate::Forward) from a method of the layer, which has to be
/// `#[track_caller]`. No layer of the library writes it otherwise, so that none is left out of a trace:
///
/// `impl Forward<Tensor<2>> for Linear { forward!(apply(Tensor<2>) -> Tensor<2>); }`
macro_rules! forward {
    ($apply:ident($input:ty) -> $output:ty) => {
        type Output = $output;

        #[track_caller]
        fn forward(&self, x: $input) -> $output {
            $crate::nn::forward::traced!(self.$apply(x))
        }
    };
}

/// The same for a layer that is made of layers. In a trace these stand by themselves, as those of a user's model do, and not
/// it: a row for both would count everything twice.
macro_rules! composed {
    ($apply:ident($input:ty) -> $output:ty) => {
        type Output = $output;

        #[track_caller]
        fn forward(&self, x: $input) -> $output {
            self.$apply(x)
        }
    };
}

pub(super) use {composed, forward, traced};

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        files.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
    }

    #[test]
    fn no_layer_runs_without_telling_a_trace() {
        let files = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/nn"));
        let others = files.iter().filter(|file| !file.ends_with("nn/forward.rs"));
        let (mut layers, mut forwards) = (0, 0);
        for file in others {
            let source = fs::read_to_string(file).unwrap();
            layers += source.matches("layer!(").count();
            forwards += source.matches("forward!(").count();
            for call in ["fn forward(", ".enter(", ".leave("] {
                assert!(!source.contains(call), "{} has `{call}`: use `forward!`", file.display());
            }
        }
        assert!(layers > 10 && forwards > 10, "{layers} layers and {forwards} forwards are found");
    }
}

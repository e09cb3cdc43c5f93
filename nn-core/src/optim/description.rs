//! What tells one optimizer from another: its settings, described once.

/// Makes an optimizer of its description: the default of its learning rate, and of each other setting what it says, its
/// arguments, its default and the check that each argument has to pass.
///
/// It makes the struct, whose documentation gets a table of the defaults, and a `Formula` with a field for each setting,
/// for which the file implements [`Rule`](super::rule::Rule).
macro_rules! optimizer {
    (
        $(#[$doc:meta])*
        $name:ident(lr = $lr:literal) {$(
            $(#[$setting_doc:meta])*
            $setting:ident($($argument:ident: $type:ty),+) = $default:expr, $check:ident;
        )*}
    ) => {
        $(#[$doc])*
        ///
        /// | setting | default |
        /// |---|---|
        #[doc = concat!("| [`lr`](Self::lr) | ", stringify!($lr), " in [`Default`] |")]
        $(#[doc = concat!("| [`", stringify!($setting), "`](Self::", stringify!($setting), ") | ", stringify!($default), " |")])*
        #[derive(Clone)]
        pub struct $name($crate::optim::stepper::Stepper<Formula>);

        /// The settings of the formula.
        #[derive(Clone, Debug)]
        #[allow(unused_parens, reason = "a setting of one argument is no tuple")]
        struct Formula {
            lr: f64,
            $($setting: ($($type),+),)*
        }

        #[allow(unused_parens, reason = "a setting of one argument is no tuple")]
        impl $crate::optim::rule::Description for Formula {
            const NAME: &'static str = stringify!($name);

            fn lr(&self) -> f64 {
                self.lr
            }

            fn check_each(&self) -> $crate::error::Result<()> {
                $(
                    let ($($argument),+) = self.$setting;
                    $($crate::optim::rule::$check(stringify!($argument), $argument)?;)+
                )*
                Ok(())
            }

            fn settings(&self) -> Vec<(&'static str, String)> {
                let text = |name, value: &dyn std::fmt::Debug| (name, format!("{value:?}"));
                vec![text("lr", &self.lr), $(text(stringify!($setting), &self.$setting)),*]
            }
        }

        impl $name {
            #[doc = concat!("`", stringify!($name), "` with the given learning rate and the defaults of the other settings.")]
            pub fn new(lr: f64) -> Self {
                $name($crate::optim::stepper::Stepper::new(Formula { lr, $($setting: $default),* }))
            }

            /// The learning rate: for a group that is to have its own.
            pub fn lr(mut self, lr: f64) -> Self {
                self.0.settings.rule.lr = lr;
                self
            }

            $(
                $(#[$setting_doc])*
                ///
                #[doc = concat!("Default: `", stringify!($default), "`.")]
                #[allow(unused_parens, reason = "a setting of one argument is no tuple")]
                pub fn $setting(mut self, $($argument: $type),+) -> Self {
                    self.0.settings.rule.$setting = ($($argument),+);
                    self
                }
            )*
        }

        impl Default for $name {
            fn default() -> Self {
                $name::new($lr)
            }
        }

        $crate::optim::stepper::stepper!($name);
    };
}

pub(super) use optimizer;

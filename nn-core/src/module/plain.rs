//! Plain values, which are modules without parameters: a model may keep its width or its name beside its layers.

use std::marker::PhantomData;

use super::{Module, Path, Visit, VisitMut};

macro_rules! plain {
    ($($type:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Module for $type {
            fn visit(&self, _: &Path<'_>, _: &mut Visit<'_>) {}

            fn visit_mut(&mut self, _: &Path<'_>, _: &mut VisitMut<'_>) {}
        }
    )*};
}

plain!(
    (),
    bool,
    char,
    String,
    &str,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    f32,
    f64,
    std::time::Duration,
    std::path::PathBuf,
    std::ops::Range<usize>,
);

#[diagnostic::do_not_recommend]
impl<T: ?Sized> Module for PhantomData<T> {
    fn visit(&self, _: &Path<'_>, _: &mut Visit<'_>) {}

    fn visit_mut(&mut self, _: &Path<'_>, _: &mut VisitMut<'_>) {}
}

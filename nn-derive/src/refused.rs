//! Types that the compiler refuses by itself: nothing is said about them twice.

use syn::visit::{self, Visit};
use syn::{Type, TypeFnPtr, TypeImplTrait, TypeInfer, TypeReference};

/// Whether the compiler refuses a field of this type: `_`, `impl Trait`, or a reference without a lifetime.
pub(crate) fn is_refused(ty: &Type) -> bool {
    let mut refused = Refused(false);
    refused.visit_type(ty);
    refused.0
}

struct Refused(bool);

impl<'ast> Visit<'ast> for Refused {
    fn visit_type_infer(&mut self, _: &'ast TypeInfer) {
        self.0 = true;
    }

    fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
        self.0 = true;
    }

    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        self.0 |= reference.lifetime.is_none();
        visit::visit_type_reference(self, reference);
    }

    // What a function takes and gives may leave out its lifetimes.
    fn visit_type_fn_ptr(&mut self, _: &'ast TypeFnPtr) {}

    fn visit_parenthesized_generic_arguments(&mut self, _: &'ast syn::ParenthesizedGenericArguments) {}
}

//! The methods that a forward calls, which may not be followed.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::expression::Follow;
use super::unused::mentions;

/// What makes a method that is not followed an error that says so; and what it mentions unknown by then.
pub(super) fn knows_method((method, arguments): &(Ident, usize)) -> TokenStream {
    let (name, unknown, function) = (
        format_ident!("__Knows_{}", method),
        format_ident!("__Unknown_{}", method),
        Follow::method_function(method),
    );
    let message =
        format!("the check of the shapes stops here: it does not know what `{method}` makes of a shape");
    let label = format!("write `#[shapes]` above the implementation with `fn {method}`");
    let note = "a tensor's type is seen where it is written out, as `Tensor<4>`, and not under another name";
    let mentions = mentions(method);
    let parameters: Vec<Ident> = (0..*arguments).map(|i| format_ident!("__X{}", i)).collect();
    // One bound, so that there is one error.
    let first = parameters.first().map_or_else(|| quote!(__S), ToTokens::to_token_stream);
    quote! {
        trait #unknown {
            const #mentions: ::core::option::Option<&'static __follow::Mentions> = ::core::option::Option::None;
        }
        impl<__S: ?Sized> #unknown for __S {}

        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
        trait #name<#(#parameters),*> {
            fn #function<__Y>(&self, #(_: #parameters),*) -> ::core::result::Result<__Y, __follow::Message>;
        }
        #[diagnostic::do_not_recommend]
        impl<__S: ?Sized, #(#parameters),*> #name<#(#parameters),*> for __S where #first: __follow::Never {
            fn #function<__Y>(&self, #(_: #parameters),*) -> ::core::result::Result<__Y, __follow::Message> {
                ::core::unreachable!()
            }
        }
    }
}

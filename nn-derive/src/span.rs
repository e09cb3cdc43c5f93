//! Where errors point: tokens that stand for all of a piece of the user's code.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::Expr;

/// The first and the last span of some tokens. The compiler underlines from the one to the other where the first and
/// the last token of its own have them.
#[derive(Clone, Copy)]
pub(crate) struct Ends {
    pub(crate) first: Span,
    pub(crate) last: Span,
}

impl Ends {
    pub(crate) fn of(tokens: impl ToTokens) -> Self {
        let mut spans = tokens.to_token_stream().into_iter().map(|tree| match tree {
            TokenTree::Group(group) => (group.span_open(), group.span_close()),
            tree => (tree.span(), tree.span()),
        });
        let first = spans.next().unwrap_or((Span::call_site(), Span::call_site()));
        let last = spans.last().unwrap_or(first);
        Ends { first: first.0, last: last.1 }
    }

    /// `&expression`, underlined as a whole.
    pub(crate) fn borrow(self, expression: &Expr) -> TokenStream {
        let operand = self.operand(expression);
        quote_spanned!(self.first=> & #operand)
    }

    /// The expression as an operand: in parentheses where it needs them, since needless ones would be a lint of the
    /// user's.
    pub(crate) fn operand(self, expression: &Expr) -> TokenStream {
        let is_whole = matches!(
            expression,
            Expr::Array(_)
                | Expr::Call(_)
                | Expr::Lit(_)
                | Expr::Macro(_)
                | Expr::MethodCall(_)
                | Expr::Paren(_)
                | Expr::Path(_)
                | Expr::Tuple(_)
        );
        if is_whole {
            return expression.to_token_stream();
        }
        let mut group = Group::new(Delimiter::Parenthesis, expression.to_token_stream());
        group.set_span(self.last);
        group.into_token_stream()
    }

    /// `(value,).0`, underlined as a whole.
    pub(crate) fn over(self, value: impl ToTokens) -> TokenStream {
        let mut tuple = Group::new(Delimiter::Parenthesis, quote!(#value,));
        tuple.set_span(self.first);
        let mut zero = Literal::usize_unsuffixed(0);
        zero.set_span(self.last);
        quote_spanned!(self.first=> #tuple.#zero)
    }

    /// `receiver.function(arguments)`, underlined as a whole. The receiver is a variable of the expansion's own.
    pub(crate) fn method(
        self,
        receiver: &TokenStream,
        function: &str,
        arguments: TokenStream,
    ) -> TokenStream {
        let place = Span::call_site().located_at(self.first);
        let (receiver, function) = (respanned(receiver.clone(), place), Ident::new(function, self.first));
        let mut group = Group::new(Delimiter::Parenthesis, arguments);
        group.set_span(self.last);
        quote_spanned!(self.first=> #receiver.#function #group)
    }

    /// `path::function(arguments)`, underlined as a whole.
    pub(crate) fn call(self, path: &TokenStream, function: &str, arguments: TokenStream) -> TokenStream {
        let function = Ident::new(function, self.first);
        let path = respanned(quote!(#path::), self.first);
        let mut group = Group::new(Delimiter::Parenthesis, arguments);
        group.set_span(self.last);
        quote_spanned!(self.first=> #path #function #group)
    }
}

/// The same tokens at another place, as if they were written there.
pub(crate) fn respanned(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut tree| {
            tree.set_span(span);
            tree
        })
        .collect()
}

//! The spec of a model as a type: a struct of the constructor's arguments.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{DeriveInput, Generics, Type, TypeParam, WherePredicate, parse_quote};

use crate::cascade::PLAIN;
use crate::generics::Params;

/// The spec of an item: its name, its arguments and its generics.
pub(crate) struct Spec<'a> {
    input: &'a DeriveInput,
    pub(crate) ident: Ident,
    /// The arguments, `impl Trait` in whose types is a parameter by now.
    arguments: Vec<(Ident, Type)>,
    /// The parameters that stand for `impl Trait` in arguments.
    implied: Vec<TypeParam>,
}

impl<'a> Spec<'a> {
    pub(crate) fn of(input: &'a DeriveInput, arguments: &[(Ident, Type)]) -> Self {
        let mut implied = Implied(Vec::new());
        let mut arguments = arguments.to_vec();
        arguments.iter_mut().for_each(|(_, ty)| implied.visit_type_mut(ty));
        Spec { input, ident: format_ident!("{}Spec", input.ident), arguments, implied: implied.0 }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &Ident> {
        self.arguments.iter().map(|(name, _)| name)
    }

    /// `name: type` of each argument.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = TokenStream> {
        self.arguments.iter().map(|(name, ty)| quote!(#name: #ty))
    }

    /// The parameters of the functions that make a spec, beside the model's own.
    pub(crate) fn implied(&self) -> TokenStream {
        let implied = &self.implied;
        if implied.is_empty() { TokenStream::new() } else { quote!(<#(#implied),*>) }
    }

    /// The parameters of the type: those of the model, and those that stand for `impl Trait`.
    pub(crate) fn generics(&self) -> Generics {
        let mut generics = self.input.generics.clone();
        generics
            .params
            .extend(self.implied.iter().map(|param| -> syn::GenericParam { parse_quote!(#param) }));
        generics
    }

    /// The generics where arguments that depend on a parameter are `bound`.
    pub(crate) fn generics_where(&self, bound: &TokenStream) -> Generics {
        let mut generics = self.generics();
        let params = Params::of(&self.ident, &generics);
        let depends = self.arguments.iter().map(|(_, ty)| ty).filter(|ty| params.depends(ty));
        let bounds: Vec<WherePredicate> = depends.map(|ty| parse_quote!(#ty: #bound)).collect();
        generics.make_where_clause().predicates.extend(bounds);
        generics
    }

    /// Whether sizes can be computed from it in constants: no argument is of a type that stands for many, or owns memory.
    pub(crate) fn is_constant(&self) -> bool {
        !self.has_types() && !self.owns()
    }

    fn has_types(&self) -> bool {
        !self.implied.is_empty() || self.input.generics.type_params().next().is_some()
    }

    fn owns(&self) -> bool {
        self.arguments.iter().any(|(_, ty)| copies(ty) == Copies::No)
    }

    /// The generics where all arguments are `Copy`. Of a type that is not known by name this is left to the compiler:
    /// the lifetime makes it a question instead of a claim.
    pub(crate) fn generics_where_copied(&self) -> Generics {
        let mut generics = self.generics_where(&quote!(::core::marker::Copy));
        let unknown = self.arguments.iter().map(|(_, ty)| ty).filter(|ty| copies(ty) == Copies::Perhaps);
        let bounds: Vec<WherePredicate> =
            unknown.map(|ty| parse_quote!(for<'any> #ty: ::core::marker::Copy)).collect();
        generics.make_where_clause().predicates.extend(bounds);
        generics
    }

    /// A statement that brings the arguments of `self` into scope in a constant.
    pub(crate) fn unpack_copied(&self) -> TokenStream {
        let (names, marker) = (self.names(), self.marker().map(|_| quote!(..)));
        quote!(let Self { #(#names,)* #marker } = *self;)
    }

    /// The same of a variable that refers to a spec.
    pub(crate) fn unpack_from(&self, variable: &TokenStream) -> TokenStream {
        let (ident, names, marker) = (&self.ident, self.names(), self.marker().map(|_| quote!(..)));
        quote!(let #ident { #(#names,)* #marker } = *#variable;)
    }

    /// Statements that bring the arguments of `self` into scope.
    pub(crate) fn unpack(&self) -> TokenStream {
        if self.is_plain() {
            return self.unpack_copied();
        }
        let names = self.names();
        quote!(#(let #names = ::core::clone::Clone::clone(&self.#names);)*)
    }

    fn is_plain(&self) -> bool {
        !self.has_types() && self.arguments.iter().all(|(_, ty)| copies(ty) == Copies::Yes)
    }

    /// The field that names the parameters of the model, which no argument may need.
    fn marker(&self) -> Option<TokenStream> {
        let lifetimes = self.input.generics.lifetimes().map(|param| &param.lifetime);
        let types = self.input.generics.type_params().map(|param| &param.ident);
        let has_any = self.has_types() || self.input.generics.lifetimes().next().is_some();
        has_any.then(|| quote!(::core::marker::PhantomData<fn() -> (#(&#lifetimes (),)* #(*const #types,)*)>))
    }

    /// The struct.
    pub(crate) fn definition(&self) -> TokenStream {
        let (input, ident) = (self.input, &self.ident);
        let (vis, doc) = (&input.vis, format!("The spec of a [`{}`].", input.ident));
        let generics = self.generics();
        let (parameters, where_clause) = (self.parameters(), &generics.where_clause);
        let docs = self.names().map(|name| format!("The argument `{name}` of the constructor."));
        let marker = self.marker().map(|ty| quote!(__of: #ty,));
        let derives = self
            .is_plain()
            .then(|| quote!(#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]));
        let traits = (!self.is_plain()).then(|| self.traits());
        quote! {
            #[doc = #doc]
            #derives
            #vis struct #ident #generics #where_clause { #(#[doc = #docs] #vis #parameters,)* #marker }
            #traits
        }
    }

    /// What the standard derives would write if they bound the arguments instead of the parameters: a spec is copied
    /// without the layers that it makes.
    fn traits(&self) -> TokenStream {
        let (clone, debug) = (quote!(::core::clone::Clone), quote!(::core::fmt::Debug));
        let (names, marker) =
            (self.names(), self.marker().map(|_| quote!(__of: ::core::marker::PhantomData)));
        let clones = quote! {
            fn clone(&self) -> Self {
                Self { #(#names: #clone::clone(&self.#names),)* #marker }
            }
        };
        let (name, texts, names) = (self.ident.to_string(), self.names().map(Ident::to_string), self.names());
        let shows = quote! {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __f.debug_struct(#name)#(.field(#texts, &self.#names))*.finish()
            }
        };
        let cloned = self.implementation(&clone, &self.generics_where(&clone), &clones);
        let shown = self.implementation(&debug, &self.generics_where(&debug), &shows);
        let copied = (!self.owns()).then(|| {
            let copied = quote!(::core::marker::Copy);
            self.implementation(&copied, &self.generics_where_copied(), &TokenStream::new())
        });
        quote!(#cloned #copied #shown)
    }

    fn implementation(&self, of: &TokenStream, generics: &Generics, body: &TokenStream) -> TokenStream {
        let (ident, (impl_generics, ty_generics, where_clause)) = (&self.ident, generics.split_for_impl());
        quote! {
            #[automatically_derived]
            impl #impl_generics #of for #ident #ty_generics #where_clause { #body }
        }
    }

    /// An expression of the spec from variables of the arguments' names.
    pub(crate) fn value(&self) -> TokenStream {
        let (ident, names) = (&self.ident, self.names());
        let marker = self.marker().map(|_| quote!(__of: ::core::marker::PhantomData));
        quote!(#ident { #(#names,)* #marker })
    }
}

/// Whether values of a type are copied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Copies {
    Yes,
    /// It is of the user's own.
    Perhaps,
    No,
}

/// What a type's name says of it.
fn copies(ty: &Type) -> Copies {
    match ty {
        Type::Group(group) => copies(&group.elem),
        Type::Paren(paren) => copies(&paren.elem),
        Type::Reference(reference) if reference.mutability.is_none() => Copies::Yes,
        Type::Array(array) => copies(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().map(copies).max().unwrap_or(Copies::Yes),
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            match last.as_str() {
                name if OWNING.contains(&name) => Copies::No,
                name if PLAIN.contains(&name) => Copies::Yes,
                _ => Copies::Perhaps,
            }
        }
        _ => Copies::Perhaps,
    }
}

const OWNING: &[&str] = &[
    "String", "Vec", "VecDeque", "BTreeMap", "BTreeSet", "HashMap", "HashSet", "Box", "Rc", "Arc", "Range",
    "PathBuf",
];

/// Makes each `impl Trait` a parameter.
struct Implied(Vec<TypeParam>);

impl VisitMut for Implied {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        if let Type::ImplTrait(found) = ty {
            let (name, bounds) =
                (Ident::new(&format!("__Spec{}", self.0.len()), Span::mixed_site()), &found.bounds);
            self.0.push(parse_quote!(#name: #bounds));
            *ty = parse_quote!(#name);
        }
    }
}

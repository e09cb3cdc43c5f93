//! The fields of the model that is followed, and the constant functions of its spec.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{DeriveInput, Expr, Member, Pat, Type};

use super::place::{Place, Step};
use super::value::{Followed, cannot, cannot_but};
use crate::cascade::{Layer, member_name};
use crate::shapes::asking;
use crate::spec::Spec;
use crate::tied;

/// The fields, and what was asked of them.
pub(super) struct Fields<'a> {
    pub(super) krate: TokenStream,
    pub(super) input: &'a DeriveInput,
    pub(super) spec: Spec<'a>,
    pub(super) layers: Vec<Layer>,
    /// The functions, by what they are asked and of which place.
    functions: BTreeMap<String, (Ident, TokenStream)>,
    /// The fields that the forward mentions.
    pub(super) mentioned: BTreeSet<String>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(
        krate: TokenStream,
        input: &'a DeriveInput,
        spec: Spec<'a>,
        layers: Vec<Layer>,
    ) -> Self {
        Fields { krate, input, spec, layers, functions: BTreeMap::new(), mentioned: BTreeSet::new() }
    }

    /// The field of a name.
    pub(super) fn get(&mut self, member: &Member) -> Followed<Place> {
        let name = member_name(member);
        self.mentioned.insert(name.clone());
        let found = self.layers.iter().find(|layer| layer.name() == name);
        match found.and_then(|layer| layer.spec.as_ref()).cloned() {
            Some(spec) => match tied::of(&spec) {
                Some(first) => {
                    let first = self.first(first, member)?;
                    Ok(self.tied(name, first))
                }
                None => Ok(Place::field(name, &spec)),
            },
            None => cannot_but(
                member,
                &format!("field `{name}` has no spec"),
                "derive `Init` and give it one: `#[init(Linear::spec(64, 10))]`",
            ),
        }
    }

    /// A tied field: what it is tied to, or a layer of its own with its weight.
    fn tied(&self, name: String, first: Place) -> Place {
        let own = Place { path: vec![Step::Name(name)], ..first.clone() };
        if self.is_tied_linear(&own) { own } else { first }
    }

    /// Whether a place is a linear layer with the weight of an embedding.
    pub(super) fn is_tied_linear(&self, place: &Place) -> bool {
        self.type_of(place).is_some_and(tied::is_linear)
    }

    /// Where what a field is tied to stands first.
    fn first(&mut self, at: &Expr, member: &Member) -> Followed<Place> {
        match at {
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => self.get(&Member::Named(name.clone())),
                None => cannot(member, "it does not know what this field is tied to"),
            },
            Expr::Field(field) => {
                let (place, name) = (self.first(&field.base, member)?, member_name(&field.member));
                let part = match &field.member {
                    Member::Unnamed(index) => place.part(index.index as usize),
                    Member::Named(_) => None,
                };
                Ok(part.unwrap_or_else(|| place.inside(Step::Name(name))))
            }
            _ => cannot(member, "it does not know what this field is tied to"),
        }
    }

    /// The type of the field that a place is or begins with.
    pub(super) fn type_of(&self, place: &Place) -> Option<&Type> {
        let Some(Step::Name(name)) = place.path.first() else { return None };
        self.layers.iter().find(|layer| layer.name() == *name).map(|layer| &layer.ty)
    }

    /// All functions.
    pub(super) fn functions(&self) -> impl Iterator<Item = &TokenStream> {
        self.functions.values().map(|(_, definition)| definition)
    }

    /// The name of a function, which is made when it is first asked for.
    pub(super) fn function(
        &mut self,
        what: &str,
        place: &Place,
        define: impl FnOnce(&Self, &Ident) -> TokenStream,
    ) -> Ident {
        let key = format!(
            "{what} {} {}",
            place.text(),
            place.specs.iter().map(|spec| spec.to_token_stream().to_string()).collect::<String>()
        );
        if let Some((name, _)) = self.functions.get(&key) {
            return name.clone();
        }
        let name = format_ident!("__{}{}", what, self.functions.len());
        let definition = define(self, &name);
        self.functions.insert(key, (name.clone(), definition));
        name
    }

    pub(super) fn definition(
        &self,
        name: &Ident,
        place: &Place,
        argument: &TokenStream,
        output: &TokenStream,
        body: &TokenStream,
    ) -> TokenStream {
        let generics = self.spec.generics_where_copied();
        let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
        let (ident, parameters) = (&self.spec.ident, place.parameters());
        let (unpack, asking) = (self.spec.unpack_from(&quote!(__spec)), asking(&self.krate));
        let binds = place.binds.iter().map(|(pat, index): &(Pat, Ident)| quote!(let #pat = #index;));
        quote! {
            #[track_caller]
            const fn #name #impl_generics(__spec: &#ident #ty_generics, #(#parameters: usize,)* #argument) -> #output
            #where_clause
            {
                #asking
                #unpack
                #(#binds)*
                #body
            }
        }
    }

    /// What is made of the spec, or of the one that the index chooses.
    pub(super) fn chosen(&self, place: &Place, make: impl Fn(&syn::Expr) -> TokenStream) -> TokenStream {
        let Some(choice) = &place.choice else { return make(&place.specs[0]) };
        let last = place.specs.len().saturating_sub(1);
        let arms = place.specs.iter().enumerate().map(|(i, spec)| {
            let (made, pat) = (make(spec), if i == last { quote!(_) } else { quote!(#i) });
            quote!(#pat => #made,)
        });
        quote!(match #choice { #(#arms)* })
    }
}

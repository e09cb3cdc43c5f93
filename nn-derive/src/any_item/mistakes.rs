//! Mistakes, each of which the derive must find.

use super::dice::Dice;
use super::item::{Item, Kind};

const ON_FIELD: &[&str] = &[
    "#[module]",
    "#[module = \"skip\"]",
    "#[module()]",
    "#[module{}]",
    "#[module(,)]",
    "#[module(\"skip\")]",
    "#[module(= 3)]",
    "#[module(bound = \"T: Module\")]",
    "#[module(crate = \"engine\")]",
    "#[module(flatten = \"yes\")]",
    "#[module(flatten(inner))]",
    "#[module(frozen)]",
    "#[module(frozen = true)]",
    "#[module(flatten, flatten)]",
    "#[module(flatten)] #[module(with = cells, flatten)]",
    "#[module(r#skip)]",
    "#[module(rename)]",
    "#[module(rename = \"\")]",
    "#[module(rename = \"a.b\")]",
    "#[module(rename = \"x\", flatten)]",
    "#[module(rename = 3)]",
    "#[module(rename = b\"x\")]",
    "#[module(rename = concat!(\"a\", \"b\"))]",
    "#[module(rename = name)]",
    "#[module(rename = {})]",
    "#[module(rename =)]",
    "#[module(rename(\"x\"))]",
    "#[module(skip flatten)]",
    "#[module(skip = \" \")]",
    "#[module(skip = \"a\" \"b\")]",
    "#[module(skip = 3)]",
    "#[module(skip =, flatten)]",
    "#[module(skip(reason))]",
    "#[module(skip, flatten)]",
    "#[module(skip, frozen)]",
    "#[module(skip, rename = \"x\")]",
    "#[module(skip, with = cells)]",
    "#[module(skip::flatten)]",
    "#[module(skip; flatten)]",
    "#[module(skp)]",
    "#[module(with)]",
    "#[module(with = \"cells\")]",
    "#[module(with = <T as Cells>::cells)]",
    "#[module(with = cells())]",
    "#[module(with = 3)]",
    "#[module[unknown]]",
    "#[module(unknown(deep = [1, 2], \"text\"))]",
];

const ON_CONTAINER: &[&str] = &[
    "#[module]",
    "#[module = \"x\"]",
    "#[module()]",
    "#[module(bound)]",
    "#[module(bound = \"T Module\")]",
    "#[module(bound = \"T: Module\", bound = \"U: Module\")]",
    "#[module(bound = 3)]",
    "#[module(bound = \"'\")]",
    "#[module(bound(T: Module))]",
    "#[module(boundary = \"T: Module\")]",
    "#[module(crate)]",
    "#[module(crate = \"\")]",
    "#[module(crate = \"1a\")]",
    "#[module(crate = \"a<T>\")]",
    "#[module(crate = \"a\\\"\")]",
    "#[module(crate = engine)]",
    "#[module(flatten)]",
    "#[module(rename = \"x\")]",
    "#[module(skip)]",
    "#[module(self)]",
];

/// Puts one mistake into an item.
pub(super) fn put_into(item: &mut Item, dice: &mut Dice) {
    if dice.one_in(20) && make_union(item) {
        return;
    }
    if let Kind::Enum(variants) = &mut item.kind
        && !variants.is_empty()
        && dice.one_in(6)
    {
        let variant = dice.below(variants.len());
        variants[variant].attrs.push(dice.pick(&["#[module(skip)]", "#[module]", "#[module(x)]"]).to_owned());
        return;
    }
    let mut fields = item.fields();
    if fields.is_empty() || dice.one_in(4) {
        item.attrs.push(dice.pick(ON_CONTAINER).to_owned());
    } else {
        let field = dice.below(fields.len());
        fields[field].attrs.push(dice.pick(ON_FIELD).to_owned());
    }
}

/// Turns a struct with named fields into a union.
fn make_union(item: &mut Item) -> bool {
    let Kind::Struct(fields) = &mut item.kind else { return false };
    if fields.is_named() {
        let fields = std::mem::take(fields);
        item.head = item.head.replacen("struct ", "union ", 1);
        item.kind = Kind::Union(fields);
    }
    matches!(item.kind, Kind::Union(_))
}

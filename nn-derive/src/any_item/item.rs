//! Items without a mistake, as far as the derive alone can tell.

use std::fmt;

use super::dice::Dice;
use super::types;

/// An item in parts, into which a mistake can be put.
pub(super) struct Item {
    pub(super) attrs: Vec<String>,
    pub(super) head: String,
    pub(super) kind: Kind,
    tail: String,
}

pub(super) enum Kind {
    Struct(Fields),
    Enum(Vec<Variant>),
    Union(Fields),
}

pub(super) struct Variant {
    pub(super) attrs: Vec<String>,
    name: String,
    pub(super) fields: Fields,
    discriminant: &'static str,
}

#[derive(Default)]
pub(super) struct Fields {
    form: Form,
    pub(super) list: Vec<Field>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Form {
    Named,
    Tuple,
    #[default]
    Unit,
}

pub(super) struct Field {
    pub(super) attrs: Vec<String>,
    visibility: &'static str,
    name: &'static str,
    ty: String,
}

const NAMES: &[&str] =
    &["Net", "Module", "Visit", "Path", "Probe", "Fallback", "r#type", "Self_", "T", "Größe"];
const FIELDS: &[&str] = &[
    "at", "visit", "self_", "field0", "field1", "r#type", "r#match", "M", "T", "probe", "ü", "_x", "hidden",
];
const GENERICS: &[&str] = &[
    "",
    "<>",
    "<T>",
    "<'a, T: 'a + ?Sized>",
    "<T: Clone + Iterator<Item = U>, U = f32>",
    "<const N: usize = 3>",
    "<'a, 'b: 'a, T, const N: usize, const B: bool>",
    "<M, Probe, visit, at, Path>",
    "<#[cfg(all())] T, r#type>",
    "<T: for<'x> Fn(&'x U) -> U, U,>",
];
const WHERE: &[&str] =
    &["", "", "where", "where T: Clone", "where for<'x> &'x T: Copy, [T; 3]: Sized,", "where 'a: 'a"];
const OTHER_ATTRS: &[&str] = &[
    "/// A comment.",
    "#[doc = \"text\"]",
    "#[serde(rename = \"x\", skip)]",
    "#[allow(dead_code)]",
    "#[a::b = 3]",
];
const CONTAINER_ATTRS: &[&str] = &[
    "#[module(crate = \"engine\")]",
    "#[module(crate = \"::a::b\", bound = \"T: Clone\",)]",
    "#[module(bound = \"\")]",
    "#[module(bound = \"for<'x> &'x T: Copy, U: Module\")]",
];
const FIELD_ATTRS: &[&str] = &[
    "#[module(skip)]",
    "#[module(skip = \"a reason\")]",
    "#[module(skip = r#\"a \"reason\"\"#)]",
    "#[module(flatten)]",
    "#[module(flatten,)]",
    "#[module(with = cells)]",
    "#[module(with = self::cells::<T>,)]",
    "#[module(with = cells)] #[module(flatten)]",
];
const VISIBILITY: &[&str] = &["", "", "pub ", "pub(crate) ", "pub(in crate::a) "];

impl Item {
    pub(super) fn any(dice: &mut Dice) -> Self {
        let mut attrs = others(dice);
        if dice.one_in(3) {
            attrs.push(dice.pick(CONTAINER_ATTRS).to_owned());
        }
        let (name, generics, condition) = (dice.pick(NAMES), dice.pick(GENERICS), dice.pick(WHERE));
        let (kind, keyword) = match dice.below(5) {
            0 | 1 => (Kind::Enum((0..dice.below(5)).map(|i| Variant::any(dice, i)).collect()), "enum"),
            _ => (Kind::Struct(Fields::any(dice, true)), "struct"),
        };
        let is_brace = match &kind {
            Kind::Struct(fields) => fields.is_named(),
            _ => true,
        };
        let head = format!("{}{keyword} {name}{generics}", dice.pick(VISIBILITY));
        let (head, tail) = match is_brace {
            true => (format!("{head} {condition}"), String::new()),
            false => (head, format!(" {condition};")),
        };
        Item { attrs, head, kind, tail }
    }

    /// All fields of all variants.
    pub(super) fn fields(&mut self) -> Vec<&mut Field> {
        match &mut self.kind {
            Kind::Struct(fields) | Kind::Union(fields) => fields.list.iter_mut().collect(),
            Kind::Enum(variants) => {
                variants.iter_mut().flat_map(|variant| &mut variant.fields.list).collect()
            }
        }
    }
}

impl Variant {
    fn any(dice: &mut Dice, index: usize) -> Self {
        let fields = Fields::any(dice, false);
        let discriminant = if fields.form == Form::Unit && dice.one_in(3) { " = { 1 + 2 }" } else { "" };
        Variant {
            attrs: others(dice),
            name: format!("{}{index}", dice.pick(&["A", "Some", "Self_", "r#b"])),
            fields,
            discriminant,
        }
    }
}

impl Fields {
    fn any(dice: &mut Dice, may_be_visible: bool) -> Self {
        let form = [Form::Named, Form::Named, Form::Tuple, Form::Unit][dice.below(4)];
        let count = if form == Form::Unit { 0 } else { dice.below(5) };
        let first = dice.below(FIELDS.len());
        let list = (0..count).map(|i| Field {
            attrs: Field::attrs(dice, i),
            visibility: if may_be_visible { dice.pick(VISIBILITY) } else { "" },
            name: FIELDS[(first + i) % FIELDS.len()],
            ty: types::any(dice, 3),
        });
        Fields { form, list: list.collect() }
    }

    pub(super) fn is_named(&self) -> bool {
        self.form == Form::Named
    }
}

impl Field {
    fn attrs(dice: &mut Dice, index: usize) -> Vec<String> {
        let mut attrs = others(dice);
        match dice.below(5) {
            0 | 1 => attrs.push(dice.pick(FIELD_ATTRS).to_owned()),
            2 => attrs.push(format!("#[module(rename = \"name{index}\")]")),
            _ => {}
        }
        attrs
    }
}

fn others(dice: &mut Dice) -> Vec<String> {
    (0..dice.below(4) / 2).map(|_| dice.pick(OTHER_ATTRS).to_owned()).collect()
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.attrs.iter().try_for_each(|attr| writeln!(f, "{attr}"))?;
        f.write_str(&self.head)?;
        match &self.kind {
            Kind::Struct(fields) | Kind::Union(fields) => write!(f, "{fields}")?,
            Kind::Enum(variants) => {
                writeln!(f, " {{")?;
                for variant in variants {
                    variant.attrs.iter().try_for_each(|attr| writeln!(f, "{attr}"))?;
                    writeln!(f, "{}{}{},", variant.name, variant.fields, variant.discriminant)?;
                }
                writeln!(f, "}}")?;
            }
        }
        f.write_str(&self.tail)
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (open, close) = match self.form {
            Form::Named => (" {\n", "}"),
            Form::Tuple => ("(\n", ")"),
            Form::Unit => return Ok(()),
        };
        f.write_str(open)?;
        for field in &self.list {
            field.attrs.iter().try_for_each(|attr| writeln!(f, "    {attr}"))?;
            let name = if self.form == Form::Named { format!("{}: ", field.name) } else { String::new() };
            writeln!(f, "    {}{name}{},", field.visibility, field.ty)?;
        }
        f.write_str(close)
    }
}

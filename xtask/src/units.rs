//! The text of `UNITS.md`, the reference page of the format units, from the tables of the parser.

use fmtunit_parser::units::{BuildUnit, ParseUnit, Unit, Versions};

/// Returns the whole page.
pub(crate) fn page() -> String {
    let parse = ParseUnit::ALL.iter().map(|&unit| row(unit, &parse_arguments(unit)));
    let build = BuildUnit::ALL.iter().map(|&unit| row(unit, unit.takes().c_type()));
    [INTRODUCTION, PARSE]
        .map(str::to_owned)
        .into_iter()
        .chain(parse)
        .chain([BUILD.to_owned()])
        .chain(build)
        .collect()
}

const INTRODUCTION: &str = "\
# Format units

The format units of `PyArg_ParseTuple`, `Py_BuildValue` and their relatives, from CPython 3.9 to 3.15. This page is
generated from the tables in `parser/src/units/tables.rs`: change those, then run `cargo xtask units`.
";

const PARSE: &str = "
## Parsing

Units follow one another without separators. In addition, a format may have

* `(…)`: a sequence, whose elements the units in the brackets convert; at most 29 levels of brackets;
* `|`: the arguments after it are optional;
* `$`: the arguments after it are keyword-only; a `|` must come before it;
* `:` and a name, at the end: the function that error messages name;
* `;` and a text, at the end: the error message that replaces the standard one.

The marks `|` and `$` are outside all brackets, and occur at most once.

The *marker* is the type that stands for the unit in a signature of `fmtunit::jit`, in the module `units::parse`.

| unit | marker | accepts | C arguments | versions |
|---|---|---|---|---|
";

const BUILD: &str = "
## Building

Blanks, tabs, commas and colons may separate units. Separators before a closing bracket, or at the end of a format of
several units, need Python 3.13 or later.

A format without units makes `None`, one unit makes its object, several make a tuple. Brackets make containers:

* `(…)`: a tuple;
* `[…]`: a list;
* `{…}`: a dict of keys and values in turn.

Markers are in the module `units::build`.

| unit | marker | makes | C arguments | versions |
|---|---|---|---|---|
";

fn row<U: Unit>(unit: U, arguments: &str) -> String {
    format!(
        "| `{}` | `{}` | {} | {arguments} | {} |\n",
        unit.spelling(),
        unit.name(),
        unit.summary(),
        versions(unit.versions())
    )
}

/// Returns the C arguments of a unit: its inputs, then pointers to its outputs.
fn parse_arguments(unit: ParseUnit) -> String {
    let takes = unit.takes().iter().map(|(_, place)| place.c_type().to_owned());
    let stores = unit.stores().iter().map(|(_, place)| pointer_to(place.c_type()));
    takes.chain(stores).collect::<Vec<_>>().join(", ")
}

/// Returns the type of a pointer; both are in backticks.
fn pointer_to(c_type: &str) -> String {
    let pointee = c_type.trim_matches('`');
    let space = if pointee.ends_with('*') { "" } else { " " };
    format!("`{pointee}{space}*`")
}

fn versions(versions: Versions) -> String {
    match (versions.since, versions.until) {
        (None, None) => "all".to_owned(),
        (Some(since), None) => format!("{since} and later"),
        (None, Some(until)) => format!("up to {until}"),
        (Some(since), Some(until)) => format!("{since} to {until}"),
    }
}

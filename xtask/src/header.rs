//! The tables of units in `fmtunit.h`, from the tables of the parser.

use anyhow::{Context, Result};
use fmtunit_parser::units::{BuildUnit, ParseUnit, Place, Unit, Version};
use std::fmt::Write as _;

/// The lines of the header that enclose the tables.
const START: &str =
    "/* ---- tables: written by `cargo xtask header` from parser/src/units/tables.rs ---- */\n";
const END: &str = "/* ---- end of the tables ---- */\n";

/// The first and the last letter that an index has a row for.
const LETTERS: std::ops::RangeInclusive<char> = 'A'..='z';

/// The parts of a spelling beside its letter, one for each column of an index.
const MODIFIERS: [(&str, &str); 7] =
    [("", ""), ("", "#"), ("", "*"), ("", "!"), ("", "&"), ("e", ""), ("e", "#")];

/// The most places that a unit has.
const PLACES: usize = 3;

/// Returns the header with the tables.
pub(crate) fn replace(header: &str) -> Result<String> {
    let marked = || {
        let (before, rest) = header.split_once(START)?;
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    };
    let (before, after) = marked().context("the header has no lines that enclose the tables")?;
    Ok(format!("{before}{START}{}{END}{after}", tables()?))
}

fn tables() -> Result<String> {
    let mut page = String::new();
    let places = distinct(ParseUnit::ALL.iter().flat_map(|unit| places(*unit)));
    let is_taken =
        |place| ParseUnit::ALL.iter().any(|unit| unit.takes().iter().any(|(_, taken)| *taken == place));
    let places =
        places.into_iter().map(|place| format!("{}, {}", place.name(), argument(place, is_taken(place))));
    list(&mut page, "A place: name, type of the C argument.", "PLACE", &places.collect::<Vec<_>>())?;

    let shapes = distinct(ParseUnit::ALL.iter().filter_map(|unit| unit.fast())).into_iter();
    list(
        &mut page,
        "A fast shape.",
        "PARSE_SHAPE",
        &shapes.map(|shape| format!("{shape:?}")).collect::<Vec<_>>(),
    )?;
    let units: Vec<_> = ParseUnit::ALL.iter().map(|unit| parse_row(*unit)).collect();
    let head = "A parse unit: name, spelling, C arguments, fast shape, versions, number of places that it takes and of all\n \
                * places, places.";
    list(&mut page, head, "PARSE_UNIT", &units)?;
    index::<ParseUnit>(&mut page, "parse")?;

    let routines = distinct(BuildUnit::ALL.iter().map(|unit| unit.routine())).into_iter();
    list(&mut page, "A way to build.", "BUILD_ROUTINE", &routines.map(str::to_owned).collect::<Vec<_>>())?;
    let values = distinct(BuildUnit::ALL.iter().map(|unit| unit.takes())).into_iter();
    let values = values.map(|value| {
        let types: Vec<_> = value.c_type().split(", ").map(|c_type| c_type.trim_matches('`')).collect();
        format!("{}, {}, {}", value.name(), types.first().unwrap_or(&""), types.get(1).unwrap_or(&"void *"))
    });
    list(&mut page, "A value: name, C types.", "VALUE", &values.collect::<Vec<_>>())?;
    let units: Vec<_> = BuildUnit::ALL.iter().map(|unit| build_row(*unit)).collect();
    let head =
        "A build unit: name, spelling, C arguments, way to build, versions, value, number of C arguments.";
    list(&mut page, head, "BUILD_UNIT", &units)?;
    index::<BuildUnit>(&mut page, "build")?;
    Ok(page)
}

/// Returns the elements without repetitions, in the order of their first occurrences.
fn distinct<T: PartialEq>(elements: impl Iterator<Item = T>) -> Vec<T> {
    let mut all = Vec::new();
    for element in elements {
        if !all.contains(&element) {
            all.push(element);
        }
    }
    all
}

/// Returns the places of a unit: those that it takes, then those that it stores.
fn places(unit: ParseUnit) -> impl Iterator<Item = Place> {
    unit.takes().iter().chain(unit.stores()).map(|(_, place)| *place)
}

/// Returns the type of the C argument: that of the place, or a pointer to it.
fn argument(place: Place, is_taken: bool) -> String {
    // The headers of CPython say that `Py_UNICODE` is deprecated.
    let c_type = place.c_type().trim_matches('`').replace("Py_UNICODE", "wchar_t");
    match is_taken {
        true => c_type,
        false => format!("{c_type}{}*", if c_type.ends_with('*') { "" } else { " " }),
    }
}

fn parse_row(unit: ParseUnit) -> String {
    let takes = unit.takes().iter().map(|(_, place)| argument(*place, true));
    let stores = unit.stores().iter().map(|(_, place)| argument(*place, false));
    let types: Vec<_> = takes.chain(stores).collect();
    let shape = unit.fast().map_or_else(|| "Nothing".to_owned(), |shape| format!("{shape:?}"));
    let kinds = places(unit).map(Place::name).chain(std::iter::repeat("Nothing")).take(PLACES);
    format!(
        "{}, \"{}\", \"{}\", {shape}, {}, {}, {}, {}",
        unit.name(),
        unit.spelling(),
        types.join(", "),
        versions(unit),
        unit.takes().len(),
        unit.places(),
        kinds.collect::<Vec<_>>().join(", ")
    )
}

fn build_row(unit: BuildUnit) -> String {
    let value = unit.takes();
    format!(
        "{}, \"{}\", \"{}\", {}, {}, {}, {}",
        unit.name(),
        unit.spelling(),
        value.c_type().replace('`', ""),
        unit.routine(),
        versions(unit),
        value.name(),
        value.count()
    )
}

/// Returns the first and the last version of a unit, as the upper half of `PY_VERSION_HEX`.
fn versions<U: Unit>(unit: U) -> String {
    let hex = |version: Version| format!("0x{:02X}{:02X}", version.0, version.1);
    let versions = unit.versions();
    format!(
        "{}, {}",
        versions.since.map_or_else(|| "0".to_owned(), hex),
        versions.until.map_or_else(|| "0xFFFF".to_owned(), hex)
    )
}

/// Writes a macro that hands its rows to another one.
fn list(page: &mut String, head: &str, name: &str, rows: &[String]) -> Result<()> {
    writeln!(page, "/* {head} */\n#define FMTUNIT_FOR_EACH_{name}(ROW) \\")?;
    let rows: Vec<_> = rows.iter().map(|row| format!("    ROW({row})")).collect();
    writeln!(page, "{}\n", rows.join(" \\\n"))?;
    Ok(())
}

/// Writes the array that finds the number of a unit by its letter and the rest of its spelling.
fn index<U: Unit>(page: &mut String, name: &str) -> Result<()> {
    let heads: Vec<_> = MODIFIERS.iter().map(|(before, after)| format!("{before}?{after}")).collect();
    writeln!(
        page,
        "/* The numbers of {name} units by letter, from A on; the spelling is one of {}. */\n\
         FMTUNIT_TABLE unsigned char FmtUnit_{name}_index[{}][{}] = {{",
        heads.join(" "),
        LETTERS.count(),
        MODIFIERS.len()
    )?;
    let mut cells = Vec::new();
    for letter in LETTERS {
        let numbers = MODIFIERS.map(|(before, after)| {
            let spelling = format!("{before}{letter}{after}");
            U::ALL.iter().position(|unit| unit.spelling() == spelling).map_or(0, |at| at + 1).to_string()
        });
        cells.push(if numbers.iter().all(|number| number == "0") {
            "{0}".to_owned()
        } else {
            format!("{{{}}}", numbers.join(", "))
        });
    }
    for row in cells.chunks(5) {
        writeln!(page, "    {},", row.join(", "))?;
    }
    writeln!(page, "}};\n")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{END, MODIFIERS, START, replace};
    use fmtunit_parser::units::{BuildUnit, ParseUnit, Unit};

    #[test]
    fn every_unit_has_a_place_in_the_index() {
        let parse = ParseUnit::ALL.iter().map(|unit| unit.spelling());
        for spelling in parse.chain(BuildUnit::ALL.iter().map(|unit| unit.spelling())) {
            let is_there = MODIFIERS.iter().any(|(before, after)| {
                let letter = spelling.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                letter.is_some_and(|letter| letter.len() == 1)
            });
            assert!(is_there, "{spelling}");
        }
    }

    #[test]
    fn the_tables_stand_between_their_marks() -> anyhow::Result<()> {
        let page = replace(&format!("before\n{START}old\n{END}after\n"))?;
        assert!(
            page.starts_with(&format!("before\n{START}/* A place"))
                && page.ends_with(&format!("{END}after\n"))
        );
        assert_eq!(replace(&page)?, page);
        assert!(replace("no marks").is_err());
        Ok(())
    }
}

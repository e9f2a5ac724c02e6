//! The formats that are compiled: those of the cases, and the systematic ones; each once.

use crate::{Failure, keywords, systematic};
use fmtunit_parser::ast::{BuildFormat, ParseFormat};
use fmtunit_parser::lower;
use fmtunit_parser::plan::{BuildPlan, Entry, ParsePlan};
use fmtunit_parser::units::Version;
use serde::Deserialize;
use std::collections::HashSet;
use std::{env, fs, path::Path};

/// A format, its entry point, and the names of its parameters.
pub(crate) type Wanted = (String, Entry, Vec<String>);

/// The formats to compile on one version, with their plans.
pub(crate) struct Formats {
    pub(crate) parse: Vec<(String, ParsePlan)>,
    pub(crate) build: Vec<(String, BuildPlan)>,
}

/// A file of cases, as far as formats go.
#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    format: String,
    #[serde(default)]
    entry: Option<String>,
    #[serde(default)]
    names: Vec<String>,
}

/// All formats that `version` accepts.
pub(crate) fn formats(version: Version) -> Result<Formats, Failure> {
    let mut wanted = Vec::new();
    for case in cases("parse")?.into_iter().chain(cases("keywords")?) {
        let entries: &[_] = match case.entry.as_deref() {
            Some("object") => &[Entry::Object],
            Some("keywords") => &[Entry::TupleAndKeywords, Entry::ArrayAndKeywords],
            Some("dict") => &[Entry::TupleAndKeywords],
            Some("array") => &[Entry::ArrayAndKeywords],
            _ => &[Entry::Tuple, Entry::Array],
        };
        wanted.extend(entries.iter().map(|entry| (case.format.clone(), *entry, case.names.clone())));
    }
    wanted.extend(systematic::parse());
    wanted.extend(keywords::wanted());
    let mut seen = HashSet::new();
    let parse = wanted
        .into_iter()
        .filter(|wanted| seen.insert(wanted.clone()))
        .filter_map(|(format, entry, names)| {
            let tree = ParseFormat::parse(&format).ok().filter(|tree| tree.check(version).is_ok())?;
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let plan = if entry.takes_keywords() {
                lower::parse_with_names(&tree, &names, entry)
            } else {
                lower::parse(&tree, entry)
            };
            let plan = plan.ok()?;
            Some((format, plan))
        })
        .collect();

    let mut wanted: Vec<_> = cases("build")?.into_iter().map(|case| case.format).collect();
    wanted.extend(systematic::build());
    let mut seen = HashSet::new();
    let build = wanted
        .into_iter()
        .filter(|format| seen.insert(format.clone()))
        .filter_map(|format| {
            let tree = BuildFormat::parse(&format).ok().filter(|tree| tree.check(version).is_ok())?;
            let plan = lower::build(&tree).ok()?;
            Some((format, plan))
        })
        .collect();
    Ok(Formats { parse, build })
}

fn cases(family: &str) -> Result<Vec<Case>, Failure> {
    let directory = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("data").join(family);
    let mut paths =
        fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, Failure>>()?;
    paths.sort();
    let mut cases = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
        let file: File =
            toml::from_str(&fs::read_to_string(path)?).map_err(|error| format!("{path:?}: {error}"))?;
        cases.extend(file.cases);
    }
    Ok(cases)
}

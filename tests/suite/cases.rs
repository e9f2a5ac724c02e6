//! The cases in `data/`, and what they say.

use fmtunit_parser::plan::Entry;
use fmtunit_parser::units::Version;
use fmtunit_runtime::version::RUNNING;
use harness::parse::Inputs;
use harness::python::Python;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::ffi::CString;
use std::fs;
use std::path::Path;

/// A file of cases.
#[derive(Deserialize)]
struct File<T> {
    cases: Vec<T>,
}

/// A call of the parse family.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ParseCase {
    pub(crate) format: String,
    /// `object` for one object; for arguments with names `dict`, `array`, or `keywords` for both; otherwise a tuple.
    #[serde(default)]
    entry: Option<String>,
    /// The names of the parameters.
    #[serde(default)]
    pub(crate) names: Vec<String>,
    /// The argument tuple, or the object.
    pub(crate) args: String,
    /// The outputs of a call that succeeds.
    #[serde(default)]
    pub(crate) gives: Option<String>,
    /// The exception type of a call that fails. Its text is whatever CPython says.
    #[serde(default)]
    pub(crate) raises: Option<String>,
    /// The outputs that a call that fails has written.
    #[serde(default)]
    pub(crate) leaves: Option<String>,
    /// The classes for `O!`, as a list; `[list]` otherwise.
    #[serde(default)]
    classes: Option<String>,
    /// The encodings; the empty one is the null pointer, as is their absence.
    #[serde(default)]
    encodings: Vec<String>,
    /// The size of the buffers provided for `es#` and `et#`.
    #[serde(default)]
    room: Option<usize>,
    #[serde(flatten)]
    versions: Between,
}

/// A call of the build family.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct BuildCase {
    pub(crate) format: String,
    /// A tuple with an element for each unit.
    pub(crate) args: String,
    /// The representation of the result.
    #[serde(default)]
    pub(crate) gives: Option<String>,
    /// The exception type of a call that fails; `""` for one that fails without an exception.
    #[serde(default)]
    pub(crate) raises: Option<String>,
    /// An exception is set before the call.
    #[serde(default)]
    pub(crate) pending: bool,
    #[serde(flatten)]
    versions: Between,
}

/// The versions that a case is for, both included.
#[derive(Clone, Debug, Default, Deserialize)]
struct Between {
    #[serde(default)]
    since: Option<String>,
    #[serde(default)]
    until: Option<String>,
}

impl Between {
    fn contain(&self, version: Version) -> bool {
        let read = |text: &String| {
            let (major, minor) = text.split_once('.').unwrap();
            Version(major.parse().unwrap(), minor.parse().unwrap())
        };
        self.since.as_ref().is_none_or(|since| read(since) <= version)
            && self.until.as_ref().is_none_or(|until| version <= read(until))
    }
}

fn load<T: DeserializeOwned>(family: &str) -> Vec<T> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(family);
    let mut paths: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let files = paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files
        .flat_map(|path| {
            let file: File<T> = toml::from_str(&fs::read_to_string(path).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            file.cases
        })
        .collect()
}

/// The parse cases for the running version.
pub(crate) fn parse() -> Vec<ParseCase> {
    let families = ["parse", "keywords"].map(load::<ParseCase>);
    families.into_iter().flatten().filter(|case| case.versions.contain(RUNNING)).collect()
}

/// The build cases for the running version.
pub(crate) fn build() -> Vec<BuildCase> {
    load::<BuildCase>("build").into_iter().filter(|case| case.versions.contain(RUNNING)).collect()
}

impl ParseCase {
    /// The ways to pass the arguments, the one that CPython has for certain first.
    pub(crate) fn entries(&self) -> &'static [Entry] {
        match self.entry.as_deref() {
            // Other objects than tuples cannot be passed as an array.
            None if self.raises.as_deref() == Some("SystemError") => &[Entry::Tuple],
            None => &[Entry::Tuple, Entry::Array],
            Some("object") => &[Entry::Object],
            Some("keywords") => &[Entry::TupleAndKeywords, Entry::ArrayAndKeywords],
            Some("dict") => &[Entry::TupleAndKeywords],
            Some("array") => &[Entry::ArrayAndKeywords],
            Some(other) => panic!("no entry point is called {other}"),
        }
    }

    pub(crate) fn inputs(&self, python: &Python) -> Inputs {
        let mut inputs = Inputs { room: self.room, ..Inputs::default() };
        if let Some(classes) = &self.classes {
            // Types live as long as the interpreter does, or as long as the zoo.
            let classes = python.eval(&format!("tuple({classes})"));
            inputs.classes = classes.elements().into_iter().map(|class| class.cast()).collect();
        }
        if !self.encodings.is_empty() {
            let name = |text: &String| (!text.is_empty()).then(|| CString::new(text.as_str()).unwrap());
            inputs.encodings = self.encodings.iter().map(name).collect();
        }
        inputs
    }
}

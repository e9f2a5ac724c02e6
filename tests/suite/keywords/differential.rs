//! Random calls with keywords: compiled formats and random ones, names of all kinds, keywords that fit and that do not.

use crate::compiled;
use crate::parse::differential::{compare, inputs, zoo};
use crate::parse::shape::ArgumentMaker;
use fmtunit_parser::ast::ParseFormat;
use fmtunit_parser::lower;
use fmtunit_parser::plan::Entry;
use fmtunit_parser::units::{ParseUnit, Unit};
use fmtunit_runtime::version::RUNNING;
use harness::effort::part_of;
use harness::engine::STOCK_ENGINE;
use harness::format::PreparedParse;
use harness::observation::Logs;
use harness::owned::{Owned, tuple};
use harness::parse::{self, Inputs};
use harness::python::{self, Python, text};
use harness::random::Random;
use harness::report::Report;
use pyo3_ffi::{self as ffi, PyObject};
use std::collections::HashSet;
use std::sync::LazyLock;

/// The number of calls of compiled formats, and of formats made up here.
const COMPILED: usize = 32_000;
const MADE_UP: usize = 24_000;
/// The number of calls of each made-up format.
const ROUNDS: usize = 8;

#[test]
fn keywords_are_matched_as_cpython_matches_them() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("random calls with keywords");
    let zoo = zoo(&python);
    let strange = python.eval("tuple(STRANGE_STRS)").elements();
    let mut random = Random::new(0xCA11);
    let compiled: Vec<_> = compiled::all().filter(|compiled| compiled.entry.takes_keywords()).collect();
    assert!(compiled.len() >= 300, "only {} formats with names are compiled", compiled.len());
    let mut formats = compiled
        .iter()
        .map(|compiled| PreparedParse::new(compiled.format, compiled.entry, compiled.names))
        .collect::<Vec<_>>();
    // CPython interns names for good, some only when a call fails: let that be done before references are counted.
    let names = formats
        .iter()
        .flat_map(|format| format.names.iter().map(String::as_str))
        .chain(WORDS.iter().copied());
    let unknown = python.eval("((), (None,), ('?',))");
    for name in names.filter(|name| !name.is_empty()).collect::<HashSet<_>>() {
        let format = PreparedParse::new("|O", Entry::ArrayAndKeywords, &[name]);
        parse::observe(&python, &logs, STOCK_ENGINE, &format, &Inputs::default(), unknown.get());
    }
    let rounds = part_of(COMPILED).div_ceil(formats.len());
    let mut by_macro = 0;
    let mut successes = 0;
    let mut run = |format: &PreparedParse, random: &mut Random, round: usize| {
        let inputs = inputs(random);
        let call =
            KeywordCall { python: &python, format, zoo: &zoo, strange: &strange, odds: 2 + round % 12 };
        let arguments = call.arguments(random);
        by_macro += usize::from(crate::compiled::parse(format).is_some());
        successes += usize::from(compare(&python, &logs, &mut report, format, &inputs, arguments.get()));
    };
    for format in formats.drain(..) {
        for round in 0..rounds {
            run(&format, &mut random, round);
        }
    }
    for _ in 0..part_of(MADE_UP) / ROUNDS {
        let format = made_up(&mut random);
        for round in 0..ROUNDS {
            run(&format, &mut random, 3 * round);
        }
    }
    eprintln!("{by_macro} of them also by macro, {successes} succeed");
    assert!(by_macro >= part_of(20_000), "only {by_macro} calls of compiled formats");
    assert!(successes >= part_of(10_000), "only {successes} calls succeed");
    report.finish(part_of(50_000));
}

/// Names of parameters, and keywords.
static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let words = "a b c d A x y ab abc abcd first second frist self name value seven__ eight___ nine_____ \
         fifteen________ sixteen_________ seventeen________ seventeen_______x eight___and_more \
         eight___and_less twenty_four_____________ twenty_five______________ caf\u{e9} \u{e9} e\u{301} \
         \u{20ac} \u{1f600} \u{20ac}uro a_name_that_is_longer_than_forty_bytes_are_for_sure \
         a_name_that_is_longer_than_forty_bytes_are_for_zure if";
    words.split(' ').collect()
});

/// A format that no macro has compiled, for one of the two ways to pass keywords.
pub(crate) fn made_up(random: &mut Random) -> PreparedParse {
    let entry = [Entry::TupleAndKeywords, Entry::ArrayAndKeywords][random.below(2)];
    loop {
        let (source, names) = made_up_source(random);
        let Ok(tree) = ParseFormat::parse(&source) else { continue };
        // CPython has room to undo eight conversions, or as many as there are parameters.
        let cleanups = lower::parse_with_names(&tree, &names, entry).map(|plan| plan.cleanups);
        if tree.check(RUNNING).is_ok() && cleanups.is_ok_and(|cleanups| cleanups <= 8) {
            return PreparedParse::new(&source, entry, &names);
        }
    }
}

fn made_up_source(random: &mut Random) -> (String, Vec<&'static str>) {
    let count = if random.below(12) == 0 { random.below(24) } else { random.below(6) };
    let nameless = if random.below(3) == 0 { random.below(count + 1) } else { 0 };
    let required = random.below(count + 1);
    let positional = nameless + random.below(count - nameless + 1);
    let (has_optional, has_keyword_only) = (random.below(3) > 0, random.below(3) == 0);
    let mut source = String::new();
    for index in 0..=count {
        // A `|` stands before the `$`.
        if has_optional && index == if has_keyword_only { required.min(positional) } else { required } {
            source.push('|');
        }
        if has_keyword_only && index == positional {
            source.push('$');
        }
        if index < count {
            member(&mut source, random, 0);
        }
    }
    source.push_str(["", "", ":f", ":name", ";message", ";a:b", ":"][random.below(7)]);
    let mut names: Vec<&str> = Vec::new();
    while names.len() < count {
        let word = WORDS[random.below(WORDS.len())];
        if names.len() < nameless {
            names.push("");
        } else if !names.contains(&word) || random.below(40) == 0 {
            names.push(word);
        }
    }
    (source, names)
}

/// A unit or, now and then, a group.
pub(crate) fn member(source: &mut String, random: &mut Random, depth: usize) {
    if depth < 3 && random.below(8) == 0 {
        source.push('(');
        for _ in 0..random.below(4) {
            member(source, random, depth + 1);
        }
        source.push(')');
        return;
    }
    // What accepts anything makes calls that get further.
    let units = ParseUnit::ALL;
    let unit = if random.below(4) == 0 { ParseUnit::Object } else { units[random.below(units.len())] };
    source.push_str(unit.spelling());
}

/// Makes up a call.
struct KeywordCall<'a> {
    python: &'a Python,
    format: &'a PreparedParse,
    zoo: &'a [*mut PyObject],
    strange: &'a [*mut PyObject],
    odds: usize,
}

impl KeywordCall<'_> {
    fn arguments(&self, random: &mut Random) -> Owned {
        let shape = ArgumentMaker { format: self.format, zoo: self.zoo, odds: self.odds };
        let item = |index, random: &mut Random| shape.item(None, index, random);
        let parameters = self.format.interpreted.plan().parameters.as_ref().unwrap();
        let (all, positional) = (self.format.names.len(), usize::from(parameters.positional));
        let mut given = random.below(positional + 1);
        if random.below(20) == 0 {
            given += 1 + random.below(2);
        }
        let args: Vec<_> = (0..given).map(|index| item(index, random)).collect();
        let mut keywords: Vec<(Owned, Owned)> = Vec::new();
        let skips = random.below(3);
        for index in 0..all {
            let wanted = match index {
                index if index < given => random.below(30) == 0,
                index if index < usize::from(parameters.required) => random.below(25) > 0,
                _ => random.below(3) >= skips,
            };
            if wanted && (!self.format.names[index].is_empty() || random.below(20) == 0) {
                keywords.push((self.keyword(&self.format.names[index], random), item(index, random)));
            }
        }
        while random.below(5) == 0 {
            keywords.push((self.other_keyword(random), item(random.below(all + 1), random)));
        }
        if random.below(2) == 0 {
            random.shuffle(&mut keywords);
        }
        let args = tuple(args.iter().map(Owned::get));
        match self.format.entry {
            Entry::ArrayAndKeywords => self.array(args, &keywords, random),
            _ => self.dict(args, &keywords, random),
        }
    }

    /// A tuple and a dict. What the dict does not hold is there to be looked after, too.
    fn dict(&self, mut args: Owned, keywords: &[(Owned, Owned)], random: &mut Random) -> Owned {
        let none = || Owned::borrowed(unsafe { ffi::Py_None() });
        match random.below(150) {
            0 => args = none(),
            1 => args = Owned::new(unsafe { ffi::PySequence_List(args.get()) }),
            2..12 => args = self.python.call("TupleChild", &[args.get()]),
            12..18 => args = self.python.call("LyingTuple", &[args.get()]),
            _ => {}
        }
        let mut dict = match random.below(20) {
            0 => self.python.call("LyingDict", &[]),
            1 => self.python.eval("collections.OrderedDict()"),
            _ => Owned::new(unsafe { ffi::PyDict_New() }),
        };
        for (keyword, value) in keywords {
            unsafe {
                if ffi::PyDict_SetItem(dict.get(), keyword.get(), value.get()) < 0 {
                    // It raises when it is compared.
                    ffi::PyErr_Clear();
                }
            }
        }
        if random.below(100) == 0 {
            dict = self.python.eval(["[]", "()", "collections.UserDict()", "'a'", "5"][random.below(5)]);
        } else if keywords.is_empty() && random.below(2) == 0 {
            dict = none();
        }
        let watched = both(keywords);
        tuple([args.get(), dict.get(), watched.get()])
    }

    /// The arguments by position, the values of the keywords, and the keywords.
    fn array(&self, args: Owned, keywords: &[(Owned, Owned)], random: &mut Random) -> Owned {
        let values = tuple(keywords.iter().map(|(_, value)| value.get()));
        let mut names = tuple(keywords.iter().map(|(keyword, _)| keyword.get()));
        match random.below(60) {
            0 => names = self.python.eval(["[]", "{}", "''", "5", "['a']"][random.below(5)]),
            1..6 => names = self.python.call("TupleChild", &[names.get()]),
            _ if keywords.is_empty() && random.below(2) == 0 => {
                names = Owned::borrowed(unsafe { ffi::Py_None() });
            }
            _ => {}
        }
        tuple([args.get(), values.get(), names.get()])
    }

    /// The name of a parameter as a caller may write it.
    fn keyword(&self, name: &str, random: &mut Random) -> Owned {
        match random.below(40) {
            0 => self.strange(name, random),
            1 => Owned::new(text(&misspelled(name, random))),
            2 => self.python.eval("'twice'"),
            index if index % 2 == 0 => interned(name),
            _ => Owned::new(text(name)),
        }
    }

    /// A keyword that may be anything.
    fn other_keyword(&self, random: &mut Random) -> Owned {
        let names = &self.format.names;
        let has_name = !names.is_empty() && random.below(2) == 0;
        let word =
            if has_name { &names[random.below(names.len())] } else { WORDS[random.below(WORDS.len())] };
        match random.below(12) {
            0 => self.strange(word, random),
            1 | 2 if self.format.entry == Entry::TupleAndKeywords => {
                let others = ["5", "None", "b'a'", "(1, 'a')", "Ellipsis", "1.5"];
                self.python.eval(others[random.below(others.len())])
            }
            3 => self.python.eval(["'\\ud800'", "'a\\udfff'", "'a\\0'", "'\\0'", "''"][random.below(5)]),
            4..8 => Owned::new(text(&misspelled(word, random))),
            8 => interned(word),
            _ => Owned::new(text(word)),
        }
    }

    /// The text as an object of a subclass.
    fn strange(&self, word: &str, random: &mut Random) -> Owned {
        unsafe {
            let class = self.strange[random.below(self.strange.len())];
            let word = Owned::new(text(word));
            let arguments = tuple([word.get()]);
            Owned::new(ffi::PyObject_CallObject(class, arguments.get()))
        }
    }
}

/// The text with a character more, less, changed or moved.
fn misspelled(word: &str, random: &mut Random) -> String {
    let mut characters: Vec<char> = word.chars().collect();
    for _ in 0..=random.below(2) {
        let at = random.below(characters.len() + 1);
        match random.below(5) {
            0 => characters.insert(at, ['e', '_', '\u{e9}', 'A'][random.below(4)]),
            1 if at < characters.len() => drop(characters.remove(at)),
            2 if at < characters.len() => characters[at] = 'z',
            3 if at + 1 < characters.len() => characters.swap(at, at + 1),
            _ if at < characters.len() => {
                let upper = characters[at].is_uppercase();
                let other = if upper {
                    characters[at].to_ascii_lowercase()
                } else {
                    characters[at].to_ascii_uppercase()
                };
                characters[at] = other;
            }
            _ => {}
        }
    }
    characters.into_iter().collect()
}

/// The one object that all who intern this text have.
fn interned(word: &str) -> Owned {
    unsafe {
        let mut object = text(word);
        ffi::PyUnicode_InternInPlace(&mut object);
        Owned::new(object)
    }
}

/// All keywords and values.
fn both(keywords: &[(Owned, Owned)]) -> Owned {
    let objects = keywords.iter().flat_map(|(keyword, value)| [keyword.get(), value.get()]);
    tuple(objects)
}

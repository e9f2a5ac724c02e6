//! Random arguments of the shape that a format asks for, more or less.

use fmtunit_parser::plan::{Entry, ItemId, ParseStep};
use fmtunit_parser::units::{ParseUnit, Place, Unit};
use harness::format::PreparedParse;
use harness::owned::{Owned, tuple};
use harness::python::{Python, text};
use harness::random::Random;
use pyo3_ffi::{self as ffi, PyObject};

/// The arguments of a call, as one object. Early rounds fit better than late ones.
pub(crate) fn arguments(
    python: &Python,
    format: &PreparedParse,
    zoo: &[*mut PyObject],
    random: &mut Random,
    round: usize,
) -> Owned {
    let shape = ArgumentMaker { format, zoo, odds: 2 + round % 10 };
    if format.entry.takes_keywords() {
        return shape.named(python, random);
    }
    let (min, max) = match format.interpreted.plan().steps[0] {
        ParseStep::CheckCount { min, max } => (usize::from(min), usize::from(max)),
        _ => (0, 0),
    };
    let count = min + random.below(max - min + 1) + usize::from(random.below(20) == 0);
    let objects: Vec<_> = (0..count).map(|index| shape.item(None, index, random)).collect();
    match format.entry {
        Entry::Object => objects.into_iter().next().unwrap_or_else(|| Owned::borrowed(zoo[0])),
        _ => tuple(objects.iter().map(Owned::get)),
    }
}

/// Makes items that fit a format, with one in so many that does not.
pub(crate) struct ArgumentMaker<'a> {
    pub(crate) format: &'a PreparedParse,
    pub(crate) zoo: &'a [*mut PyObject],
    pub(crate) odds: usize,
}

impl ArgumentMaker<'_> {
    /// Arguments by position and by name: a tuple and a dict, or `None`.
    fn named(&self, python: &Python, random: &mut Random) -> Owned {
        let parameters = self.format.interpreted.plan().parameters.as_ref().unwrap();
        let given = random.below(usize::from(parameters.positional) + 1) + usize::from(random.below(20) == 0);
        let positional: Vec<_> = (0..given).map(|index| self.item(None, index, random)).collect();
        let keywords = Owned::new(unsafe { ffi::PyDict_New() });
        let set = |key: &Owned, value: &Owned| unsafe {
            ffi::PyDict_SetItem(keywords.get(), key.get(), value.get());
        };
        for (index, name) in self.format.names.iter().enumerate() {
            let wanted = match index {
                // Sometimes by position and by name.
                index if index < given => random.below(25) == 0,
                index if index < usize::from(parameters.required) => random.below(15) > 0,
                _ => random.below(2) == 0,
            };
            if wanted && (!name.is_empty() || random.below(20) == 0) {
                set(&Owned::new(text(name)), &self.item(None, index, random));
            }
        }
        if random.below(12) == 0 {
            // Names that no parameter has, or that are not even text.
            let strange = ["'frist'", "'zz'", "'tow'", "''", "'\u{e9}'", "StrChild('two')", "'A'", "5"];
            let known = strange.len() - usize::from(self.format.entry == Entry::ArrayAndKeywords);
            set(&python.eval(strange[random.below(known)]), &self.item(None, 0, random));
        }
        let positional = tuple(positional.iter().map(Owned::get));
        let none = unsafe { ffi::Py_None() };
        let is_empty = unsafe { ffi::PyDict_Size(keywords.get()) } == 0;
        let keywords = if is_empty && random.below(2) == 0 { none } else { keywords.get() };
        tuple([positional.get(), keywords])
    }

    pub(crate) fn item(&self, parent: Option<ItemId>, index: usize, random: &mut Random) -> Owned {
        let plan = self.format.interpreted.plan();
        let own = plan.items.iter().position(|it| it.parent == parent && usize::from(it.index) == index);
        if random.below(self.odds) == 0 || own.is_none() {
            return Owned::borrowed(self.zoo[random.below(self.zoo.len())]);
        }
        let own = own.unwrap() as ItemId;
        for step in plan.steps.iter() {
            match *step {
                ParseStep::EnterSequence { item, len, .. } if item == own => {
                    let elements: Vec<_> =
                        (0..usize::from(len)).map(|index| self.item(Some(own), index, random)).collect();
                    let elements = tuple(elements.iter().map(Owned::get));
                    return match random.below(4) {
                        0 => Owned::new(unsafe { ffi::PySequence_List(elements.get()) }),
                        _ => elements,
                    };
                }
                ParseStep::Convert { item, unit, .. } if item == own => {
                    return fitting(unit, self.zoo, random);
                }
                _ => {}
            }
        }
        Owned::borrowed(self.zoo[0])
    }
}

/// An object that the unit accepts, if that is soon found.
fn fitting(unit: ParseUnit, zoo: &[*mut PyObject], random: &mut Random) -> Owned {
    let wants_number = unit.takes().is_empty()
        && !matches!(
            unit.stores(),
            [(_, Place::Text | Place::Wide | Place::Buffer | Place::Object | Place::Encoded), ..]
        );
    let fits = |object: *mut PyObject| unsafe {
        if unit.spelling() == "C" {
            ffi::PyUnicode_Check(object) != 0
        } else if wants_number {
            ffi::PyLong_Check(object) != 0 || ffi::PyBytes_Check(object) != 0
        } else if unit.encodes() {
            ffi::PyUnicode_Check(object) != 0
        } else {
            ffi::PyUnicode_Check(object) != 0
                || ffi::PyObject_CheckBuffer(object) != 0
                || ffi::PyList_Check(object) != 0
        }
    };
    for _ in 0..20 {
        let object = zoo[random.below(zoo.len())];
        if fits(object) {
            return Owned::borrowed(object);
        }
    }
    Owned::borrowed(zoo[random.below(zoo.len())])
}

//! Formats that are compiled at run time, with values that say what they are.

use super::jit_typed::encoding;
use crate::engines::record::Record;
use fmtunit_jit::values::{Argument, ElementOutput, Input, Output, Tagged};
use fmtunit_parser::units::{Place as Kind, ValueKind};
use fmtunit_runtime::place::{Place, types};
use fmtunit_runtime::value::Value;
use harness::converter::Target;
use harness::engine::{Engine, ParseReply};
use harness::format::PreparedBuild;
use harness::format::PreparedParse;
use harness::jit::compilers;
use harness::parse::{EngineCall, Recorder};
use pyo3_ffi::PyObject;

/// One of the ways.
pub(super) struct JitTagged(pub(super) usize);

impl Engine for JitTagged {
    fn name(&self) -> &'static str {
        ["jit, tagged", "jit, tagged (layouts unknown)"][self.0]
    }

    unsafe fn parse(&self, call: &mut EngineCall<'_>) -> Option<ParseReply> {
        // This form has no caller's buffers.
        if call.inputs.room.is_some() {
            return None;
        }
        let EngineCall { format, source, places, recorder, .. } = call;
        let (array, inputs) = (source.array.as_ptr(), unsafe { given(format, places) });
        let values = unsafe { format.handle::<Tagged>(self.0).parse(source, &array, &inputs) };
        let Ok(values) = values else { return Some(ParseReply::Recorded(false)) };
        for (index, value) in values.into_iter().enumerate() {
            match value {
                Some(value) => value.record(recorder),
                None => {
                    let (conversions, outputs) = extent(format, index);
                    recorder.absent(conversions, outputs);
                }
            }
        }
        Some(ParseReply::Recorded(true))
    }

    unsafe fn build(&self, format: &PreparedBuild, values: &[Value]) -> Option<*mut PyObject> {
        let builder = compilers()[self.0].builder::<Tagged>(&format.source).unwrap();
        Some(unsafe { builder.build(&arguments(format, values)) })
    }
}

/// The values of a build format, with what they are.
pub(crate) unsafe fn arguments(format: &PreparedBuild, values: &[Value]) -> Vec<Argument> {
    let arguments = format.units.iter().zip(values);
    arguments.map(|(unit, value)| unsafe { argument(unit.takes(), value) }).collect()
}

/// The inputs, taken from the places; a converter fills the next place.
unsafe fn given<'a>(format: &PreparedParse, places: &[Place]) -> Vec<Input<'a>> {
    let (mut inputs, mut next) = (Vec::new(), 0);
    for conversion in &format.conversions {
        for (_, kind) in conversion.unit.takes() {
            let place = places[next];
            inputs.push(match kind {
                Kind::Class => Input::Class(place.cast()),
                Kind::Encoding => Input::Encoding(unsafe { encoding(place) }),
                Kind::Converter => Input::Converter(
                    unsafe { std::mem::transmute::<Place, types::Converter>(place) },
                    places[next + 1],
                ),
                kind => panic!("no input is made of {kind:?}"),
            });
            next += 1;
        }
        next += conversion.unit.stores().len();
    }
    inputs
}

/// The numbers of conversions and outputs of a parameter.
fn extent(format: &PreparedParse, parameter: usize) -> (usize, usize) {
    let plan = format.interpreted.plan();
    let own = format.conversions.iter().filter(|conversion| {
        let mut item = &plan.items[usize::from(conversion.item)];
        while let Some(parent) = item.parent {
            item = &plan.items[usize::from(parent)];
        }
        usize::from(item.index) == parameter
    });
    own.fold((0, 0), |(conversions, outputs), own| (conversions + 1, outputs + own.unit.stores().len()))
}

macro_rules! define_record {
    ($(
        #[doc = $doc:literal]
        $spelling:literal $name:ident takes $takes:tt stores ($($store:ident: $Store:ident),*)
        by $routine:ident $verb:ident $yields:ident $columns:tt;
    )*) => {
        impl Record for Output<'_> {
            fn record(self, recorder: &mut Recorder<'_>) {
                match self {
                    $(Self::$name(value) => define_record!(@ [$($Store)*] value).record(recorder),)*
                    Self::Group(elements) => elements.into_iter().for_each(|element| element.record(recorder)),
                    other => panic!("{other:?} cannot be recorded"),
                }
            }
        }

        impl Record for ElementOutput {
            fn record(self, recorder: &mut Recorder<'_>) {
                match self {
                    $(Self::$name(value) => define_record!(@ [$($Store)*] value).record(recorder),)*
                    Self::Group(elements) => elements.into_iter().for_each(|element| element.record(recorder)),
                    other => panic!("{other:?} cannot be recorded"),
                }
            }
        }
    };
    (@ [Anything] $value:ident) => { unsafe { $value.cast::<Target>().read() } };
    (@ $stores:tt $value:ident) => { $value };
}
fmtunit_parser::for_each_parse_unit!(define_record);

macro_rules! define_argument {
    ($(#[doc = $doc:literal] $name:ident from $count:literal: $type:ty;)*) => {
        unsafe fn argument(kind: ValueKind, value: &Value) -> Argument {
            unsafe {
                match kind {
                    $(ValueKind::$name => Argument::$name(value.$name),)*
                }
            }
        }
    };
}
fmtunit_parser::for_each_value!(define_argument);

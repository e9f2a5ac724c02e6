//! Functions that compile the formats at run time, with their signatures, as Rust.

use crate::Failure;
use crate::expand::{self, Pattern};
use fmtunit_parser::plan::{BuildPlan, BuildStep, Entry, MemberKind, ParsePlan, PlanMembers, UnitConversion};
use fmtunit_parser::units::{Place, Unit, ValueKind};
use std::fmt::Write as _;

/// The greatest length of a signature.
const LONGEST: usize = 24;
/// The greatest number of inputs of a call.
const MOST_INPUTS: usize = 12;

/// A function for a format of the parse family, if it is not too long.
pub(crate) fn parse_function(
    source: &mut String,
    number: usize,
    format: &str,
    plan: &ParsePlan,
) -> Result<String, Failure> {
    let (signature, inputs) = (signature(plan.members()), inputs(plan));
    if plan.items.len() > LONGEST || inputs.len() > MOST_INPUTS {
        return Ok("None".to_owned());
    }
    let sources = match plan.site.entry {
        Entry::Tuple | Entry::Object => "&arguments",
        Entry::Array => "(&array, source.count as isize)",
        Entry::TupleAndKeywords => "(&arguments, source.dict)",
        Entry::ArrayAndKeywords => "(&array, source.count as isize, source.names())",
    };
    let inputs = if inputs.is_empty() { "()".to_owned() } else { format!("({},)", inputs.join(", ")) };
    let entry = plan.site.entry;
    let get = if entry.takes_keywords() {
        format!("get_with_names(way, {format:?}, &{})", expand::names(plan)?)
    } else {
        format!("get(way, {format:?})")
    };
    let values = Pattern::of(plan);
    writeln!(
        source,
        "unsafe fn jit_{number}(way: usize, source: &Source, places: *const Place, recorder: &mut Recorder<'_>) -> bool {{
    static PARSERS: Parsers<fmtunit_jit::{entry:?}, {signature}> = Parsers::new();
    let (arguments, array) = (source.object, source.array.as_ptr());
    let parser = PARSERS.{get};
    let result = unsafe {{ parser.parse({sources}, {inputs}) }};
    let Ok({}) = result else {{ return false }};
{}    true
}}",
        values.pattern, values.body
    )?;
    Ok(format!("Some(jit_{number})"))
}

/// A function for a format of the build family, if it is not too long.
pub(crate) fn build_function(
    source: &mut String,
    number: usize,
    format: &str,
    plan: &BuildPlan,
) -> Result<String, Failure> {
    if usize::from(plan.values) > LONGEST {
        return Ok("None".to_owned());
    }
    let (mut signature, mut arguments) = (String::new(), String::new());
    for step in plan.steps.iter() {
        let BuildStep::Value { unit, value } = *step else { continue };
        write!(signature, "build::{}, ", unit.name())?;
        let (kind, value) = (unit.takes(), format!("(*values.add({value})).{}", unit.takes().name()));
        match kind {
            ValueKind::Text => write!(arguments, "{value}.data, ")?,
            ValueKind::Bytes | ValueKind::WideLen => write!(arguments, "({value}.data, {value}.length), ")?,
            _ => write!(arguments, "{value}, ")?,
        }
    }
    writeln!(
        source,
        "unsafe fn jit_build_{number}(way: usize, values: *const Value) -> *mut PyObject {{
    static BUILDERS: Builders<({signature})> = Builders::new();
    unsafe {{ BUILDERS.get(way, {format:?}).build(({arguments})) }}
}}"
    )?;
    Ok(format!("Some(jit_build_{number})"))
}

/// The signature of a level.
fn signature(members: PlanMembers<'_>) -> String {
    let mut signature = String::from("(");
    for member in members {
        let is_optional = member.absence.is_optional();
        let marker = match member.kind {
            MemberKind::Unit(UnitConversion { unit, .. }) => {
                let has_target = unit.stores().iter().any(|(_, place)| *place == Place::Anything);
                format!("parse::{}{}", unit.name(), if has_target { "<Target>" } else { "" })
            }
            MemberKind::Group(group) => self::signature(group.members),
        };
        signature.push_str(&if is_optional { format!("Opt<{marker}>, ") } else { format!("{marker}, ") });
    }
    signature.push(')');
    signature
}

/// The inputs of a call, taken from the places.
fn inputs(plan: &ParsePlan) -> Vec<String> {
    let mut inputs = Vec::new();
    for conversion in plan.conversions() {
        for (place, (_, kind)) in conversion.inputs().zip(conversion.unit.takes()) {
            inputs.push(match kind {
                Place::Encoding => format!("encoding(*places.add({place}))"),
                kind => expand::input(place, *kind, "Target"),
            });
        }
    }
    inputs
}

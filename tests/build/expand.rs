//! The tables of formats, and the calls of the macros that compile them, as Rust.

use crate::Failure;
use crate::collect::Formats;
use crate::jit;
use fmtunit_parser::plan::{BuildPlan, BuildStep, Entry, MemberKind, ParsePlan, PlanMembers};
use fmtunit_parser::units::{Place, ValueKind};
use std::fmt::Write as _;

/// The source of what the module `formats` includes.
pub(crate) fn tables(formats: &Formats) -> Result<String, Failure> {
    let mut source = String::new();
    let (mut parse_jit, mut build_jit) = (Vec::new(), Vec::new());
    for (number, (format, plan)) in formats.parse.iter().enumerate() {
        parse_functions(&mut source, number, format, plan)?;
        parse_jit.push(jit::parse_function(&mut source, number, format, plan)?);
    }
    for (number, (format, plan)) in formats.build.iter().enumerate() {
        build_function(&mut source, number, format, plan)?;
        build_jit.push(jit::build_function(&mut source, number, format, plan)?);
    }
    writeln!(source, "pub(crate) static PARSE: &[Parse] = &[")?;
    for ((number, (format, plan)), jit) in formats.parse.iter().enumerate().zip(parse_jit) {
        let (entry, names) = (plan.site.entry, names(plan)?);
        writeln!(
            source,
            "    Parse {{ format: {format:?}, entry: Entry::{entry:?}, names: &{names}, places: places_{number}, \
             typed: typed_{number}, jit: {jit}, in_c: &PARSE_IN_C[{number}] }},"
        )?;
    }
    writeln!(source, "];\npub(crate) static BUILD: &[Build] = &[")?;
    for ((number, (format, _)), jit) in formats.build.iter().enumerate().zip(build_jit) {
        writeln!(
            source,
            "    Build {{ format: {format:?}, build: build_{number}, jit: {jit}, in_c: &BUILD_IN_C[{number}] }},"
        )?;
    }
    writeln!(source, "];")?;
    Ok(source)
}

/// The names of the parameters, as a list.
pub(crate) fn names(plan: &ParsePlan) -> Result<String, Failure> {
    let names = plan.parameters.iter().flat_map(|parameters| parameters.names.iter());
    let names = names.map(|name| Ok(name.to_str()?)).collect::<Result<Vec<_>, Failure>>()?;
    Ok(format!("{names:?}"))
}

fn parse_functions(
    source: &mut String,
    number: usize,
    format: &str,
    plan: &ParsePlan,
) -> Result<(), Failure> {
    let (name, sources) = match plan.site.entry {
        Entry::Tuple => ("parse_tuple", "arguments"),
        Entry::Object => ("parse", "arguments"),
        Entry::Array => ("parse_array", "array, source.count as isize"),
        Entry::TupleAndKeywords => ("parse_tuple_and_keywords", "arguments, source.dict"),
        Entry::ArrayAndKeywords => {
            ("parse_array_and_keywords", "array, source.count as isize, source.names()")
        }
    };
    let names = if plan.site.entry.takes_keywords() { format!(", {}", names(plan)?) } else { String::new() };
    let variables = "let (arguments, array) = (source.object, source.array.as_ptr());";
    let (mut inputs, mut all) = (String::new(), String::new());
    for conversion in plan.conversions() {
        for (place, (_, kind)) in conversion.inputs().zip(conversion.unit.takes()) {
            write!(inputs, ", {}", input(place, *kind, "Target"))?;
            write!(all, ", {}", input(place, *kind, "std::ffi::c_void"))?;
        }
        for (place, (_, kind)) in conversion.outputs().zip(conversion.unit.stores()) {
            match kind {
                Place::Anything => write!(all, ", &mut *(*places.add({place}))")?,
                kind => write!(all, ", &mut *(*places.add({place})).cast::<types::{}>()", kind.name())?,
            }
        }
    }
    let values = Pattern::of(plan);
    writeln!(
        source,
        "unsafe fn places_{number}(source: &Source, places: *const Place) -> bool {{
    {variables}
    let result: Result<_, fmtunit::Raised> = unsafe {{ fmtunit::{name}!({sources}, {format:?}{names}{all}) }};
    result.is_ok()
}}
unsafe fn typed_{number}(source: &Source, places: *const Place, recorder: &mut Recorder<'_>) -> bool {{
    {variables}
    let result: Result<_, fmtunit::Raised> = unsafe {{ fmtunit::{name}!({sources}, {format:?}{names}{inputs}) }};
    let Ok({}) = result else {{ return false }};
{}    true
}}",
        values.pattern, values.body
    )?;
    Ok(())
}

/// An input, by value.
pub(crate) fn input(place: usize, kind: Place, target: &str) -> String {
    let place = format!("(*places.add({place}))");
    match kind {
        Place::Class => format!("{place}.cast::<pyo3_ffi::PyTypeObject>()"),
        Place::Encoding => format!("{place}.cast_const().cast::<std::ffi::c_char>()"),
        Place::Converter => format!(
            "std::mem::transmute::<Place, unsafe extern \"C\" fn(*mut PyObject, *mut {target}) -> std::ffi::c_int>({place})"
        ),
        kind => format!("compile_error!(\"no expression for an input of kind {kind:?}\")"),
    }
}

/// The pattern for the values of a typed call, and the statements that record them.
#[derive(Default)]
pub(crate) struct Pattern {
    pub(crate) pattern: String,
    pub(crate) body: String,
    conversions: usize,
    outputs: usize,
    names: usize,
}

impl Pattern {
    pub(crate) fn of(plan: &ParsePlan) -> Self {
        let mut whole = Self::default();
        whole.pattern = whole.members(plan.members());
        whole
    }

    /// The pattern for the values of one level; the body records them.
    fn members(&mut self, members: PlanMembers<'_>) -> String {
        let mut pattern = String::from("(");
        for member in members {
            let (body, conversions, outputs) = (self.body.len(), self.conversions, self.outputs);
            let value = match member.kind {
                MemberKind::Unit(conversion) => {
                    self.conversions += 1;
                    self.outputs += conversion.unit.stores().len();
                    let name = self.name();
                    self.body.push_str(&format!("    {name}.record(recorder);\n"));
                    name
                }
                MemberKind::Group(group) => self.members(group.members),
            };
            if member.absence.is_optional() {
                let name = self.name();
                let recording = self.body.split_off(body);
                let (conversions, outputs) = (self.conversions - conversions, self.outputs - outputs);
                self.body.push_str(&format!(
                    "    if let Some({value}) = {name} {{\n{recording}    }} else {{ recorder.absent({conversions}, {outputs}); }}\n"
                ));
                pattern.push_str(&name);
            } else {
                pattern.push_str(&value);
            }
            pattern.push_str(", ");
        }
        pattern.push(')');
        if pattern == "()" { pattern } else { pattern.replace(", )", ",)") }
    }

    fn name(&mut self) -> String {
        self.names += 1;
        format!("value_{}", self.names)
    }
}

fn build_function(source: &mut String, number: usize, format: &str, plan: &BuildPlan) -> Result<(), Failure> {
    let mut arguments = String::new();
    for step in plan.steps.iter() {
        let BuildStep::Value { unit, value } = *step else { continue };
        let (kind, value) = (unit.takes(), format!("(*values.add({value})).{}", unit.takes().name()));
        match kind {
            ValueKind::Text => write!(arguments, ", {value}.data")?,
            ValueKind::Bytes | ValueKind::WideLen => write!(arguments, ", {value}.data, {value}.length")?,
            ValueKind::Conversion => write!(arguments, ", {value}.convert, {value}.argument")?,
            _ => write!(arguments, ", {value}")?,
        }
    }
    writeln!(
        source,
        "unsafe fn build_{number}(values: *const Value) -> *mut PyObject {{
    unsafe {{ fmtunit::build_value!({format:?}{arguments}) }}
}}"
    )?;
    Ok(())
}

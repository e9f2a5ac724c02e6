//! The kinds that handles take and give.

use fmtunit_jit::values::Tagged;
use fmtunit_jit::{ObjectKind, Parameter, ParameterKind, Places, Tuple, TupleAndKeywords};
use fmtunit_parser::ast::Bracket;
use fmtunit_parser::units::Unit;
use harness::python;

/// A parameter as `name: unit(inputs) -> outputs`, with `?` after the name where it is optional.
fn shown(parameter: &Parameter) -> String {
    let name = parameter.name.as_deref().unwrap_or("_");
    let mark = if parameter.is_optional { "?" } else { "" };
    let kind = match &parameter.kind {
        ParameterKind::Unit(unit) => {
            let inputs: Vec<_> =
                unit.takes().iter().map(|(_, place)| place.c_type().replace('`', "")).collect();
            let outputs: Vec<_> =
                unit.stores().iter().map(|(_, place)| place.c_type().replace('`', "")).collect();
            format!("{}({}) -> {}", unit.spelling(), inputs.join(", "), outputs.join(", "))
        }
        ParameterKind::Group(elements) => {
            format!("[{}]", elements.iter().map(shown).collect::<Vec<_>>().join("; "))
        }
    };
    format!("{name}{mark}: {kind}").replace('`', "")
}

fn objects(kinds: &[ObjectKind]) -> String {
    let shown = |kind: &ObjectKind| match kind {
        ObjectKind::Unit(unit) => unit.takes().c_type().replace('`', ""),
        ObjectKind::Container(Bracket::Dict, kinds) => format!("dict of {}", objects(kinds)),
        ObjectKind::Container(_, kinds) => format!("({})", objects(kinds)),
    };
    kinds.iter().map(shown).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_parser_says_what_it_takes_and_stores() {
    let _python = python::attach();
    let compiler = harness::jit::interpret_only();
    let parser = compiler.parser::<Tuple, Places>("s#(iO!)|d:f").unwrap();
    let kinds: Vec<_> = parser.kinds().iter().map(shown).collect();
    assert_eq!(
        kinds,
        [
            "_: s#() -> const char *, Py_ssize_t",
            "_: [_: i() -> int; _: O!(PyTypeObject *) -> PyObject *]",
            "_?: d() -> double",
        ]
    );
    let parser = compiler.parser_with_names::<TupleAndKeywords, Tagged>("i|O$s", &["", "b", "c"]).unwrap();
    let kinds: Vec<_> = parser.kinds().iter().map(shown).collect();
    assert_eq!(kinds, [": i() -> int", "b?: O() -> PyObject *", "c?: s() -> const char *"]);
}

#[test]
fn builders_and_callers_say_what_they_take() {
    let _python = python::attach();
    let compiler = harness::jit::interpret_only();
    let shown = |format: &str| objects(&compiler.builder::<Tagged>(format).unwrap().kinds());
    assert_eq!(shown(""), "");
    assert_eq!(shown("i"), "int");
    assert_eq!(shown("is"), "(int, const char *)");
    assert_eq!(shown("{s:i,s:[dN]}"), "dict of const char *, int, const char *, (double, PyObject *)");
    assert_eq!(objects(&compiler.caller::<Tagged>("i(s)").unwrap().kinds()), "int, (const char *)");
}

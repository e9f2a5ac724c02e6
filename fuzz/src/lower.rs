//! Formats as machine code, in all ways there are of calling it.

use crate::formats::once_in;
use crate::{build, parse, session};
use arbitrary::{Result, Unstructured};
use fmtunit_jit::values::Tagged;
use fmtunit_jit::{FieldLayout, FieldType, RecordAt, RecordLayout, Values};
use fmtunit_parser::plan::Entry;
use harness::format::PreparedBuild;
use harness::jit::WAYS;

/// Compiles the format that the bytes stand for. It is an error if that is refused.
pub fn lower(bytes: &[u8]) {
    let mut bytes = Unstructured::new(bytes);
    // Bytes that are used up are no error: they are as good as zeros.
    let _ = if bytes.arbitrary() == Ok(true) { build_format(&mut bytes) } else { parse_format(&mut bytes) };
}

fn parse_format(bytes: &mut Unstructured<'_>) -> Result<()> {
    let entries =
        [Entry::Tuple, Entry::Object, Entry::Array, Entry::TupleAndKeywords, Entry::ArrayAndKeywords];
    let (key, _) = parse::key(bytes, &entries)?;
    session::with(|session| {
        let format = session.parse_formats.get(key, parse::prepare);
        for way in 0..WAYS {
            let untagged = format.compiled(way);
            assert_eq!(format.handle::<Tagged>(way).is_compiled(), untagged.is_compiled(), "{untagged:?}");
        }
    });
    Ok(())
}

fn build_format(bytes: &mut Unstructured<'_>) -> Result<()> {
    let text = build::format(bytes)?;
    session::with(|session| {
        let format = session.build_formats.get(text, build::prepare);
        let layout = layout(bytes, &format)?;
        for way in 0..WAYS {
            format.compiled(way);
            let (text, compiler) = (&format.source, format.compiler(way));
            let builder = compiler.builder::<RecordAt>((text, &layout));
            assert!(builder.is_ok_and(|builder| builder.is_compiled()), "`{text}` of {layout:?}");
            // A call is stricter about separators after the last unit.
            if let Ok(caller) = compiler.caller::<Values>(text) {
                assert!(caller.is_compiled(), "`{text}`");
                let caller = compiler.caller::<RecordAt>((text, &layout));
                assert!(caller.is_ok_and(|caller| caller.is_compiled()), "`{text}` of {layout:?}");
            }
        }
        Ok(())
    })
}

/// A record of all that the format is given: in order, with or without room between the fields, which are of any type that is
/// accepted.
fn layout(bytes: &mut Unstructured<'_>, format: &PreparedBuild) -> Result<RecordLayout> {
    let (mut fields, mut end) = (Vec::new(), 0_usize);
    for types in format.units.iter().flat_map(|unit| FieldType::accepted_by(*unit)) {
        let class = *bytes.choose(types)?;
        let gap = if once_in(bytes, 4)? { bytes.int_in_range(0..=300_usize)? } else { 0 };
        let offset = (end + gap).next_multiple_of(class.alignment());
        end = offset + class.size();
        fields.push(FieldLayout { offset: offset as u32, class });
    }
    const ALIGNMENT: usize = 16;
    let layout = RecordLayout::new(fields, end.next_multiple_of(ALIGNMENT), ALIGNMENT);
    Ok(layout.expect("the fields are in order"))
}

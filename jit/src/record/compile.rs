//! Handles for records: formats and layouts are checked here, once.

use super::{Record, RecordBuilder, RecordCaller, RecordError, RecordLayout, RecordParser, Untyped};
use crate::compiler::{Compiler, parser};
use crate::formats::{CacheKey, FormatKind, FormatPlan, TieredFormat};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::interpret;
use std::sync::Arc;

/// Records: structs whose fields are the variadic arguments of the C function.
impl Compiler {
    /// A handle for a format that parses into an `R`, for an entry point without keywords.
    ///
    /// # Errors
    /// The format is wrong, as for [`parser`](Self::parser); or the record does not have a field of the type for each place.
    pub fn record_parser<R: Record>(
        &self,
        format: &str,
        entry: Entry,
    ) -> Result<RecordParser<R>, RecordError> {
        self.record_parse_format(format, None, entry, RecordLayout::of::<R>()).map(RecordParser::from_format)
    }

    /// A handle for a format that parses into an `R`, and the names of its parameters, for an entry point with keywords. The
    /// name of a positional-only parameter is empty.
    ///
    /// # Errors
    /// As [`record_parser`](Self::record_parser), or the names do not suit the format.
    pub fn record_parser_with_names<R: Record>(
        &self,
        format: &str,
        names: &[&str],
        entry: Entry,
    ) -> Result<RecordParser<R>, RecordError> {
        self.record_parse_format(format, Some(names), entry, RecordLayout::of::<R>())
            .map(RecordParser::from_format)
    }

    /// A handle for a format that builds from an `R`.
    ///
    /// # Errors
    /// The format is wrong, as for [`builder`](Self::builder); or the record does not have a field of a fitting type for each
    /// value.
    pub fn record_builder<R: Record>(&self, format: &str) -> Result<RecordBuilder<R>, RecordError> {
        self.record_build_format(format, RecordLayout::of::<R>()).map(RecordBuilder::from_format)
    }

    /// A handle for a format that calls with arguments from an `R`: each unit is one.
    ///
    /// # Errors
    /// As [`record_builder`](Self::record_builder).
    pub fn record_caller<R: Record>(&self, format: &str) -> Result<RecordCaller<R>, RecordError> {
        self.record_call_format(format, RecordLayout::of::<R>()).map(RecordCaller::from_format)
    }

    /// As [`record_parser`](Self::record_parser), for a record whose layout is known at run time.
    ///
    /// # Errors
    /// As [`record_parser`](Self::record_parser).
    pub fn record_parser_with_layout(
        &self,
        format: &str,
        entry: Entry,
        layout: &RecordLayout,
    ) -> Result<RecordParser<Untyped>, RecordError> {
        self.record_parse_format(format, None, entry, layout.clone()).map(RecordParser::from_format)
    }

    /// As [`record_parser_with_names`](Self::record_parser_with_names), for a record whose layout is known at run time.
    ///
    /// # Errors
    /// As [`record_parser_with_names`](Self::record_parser_with_names).
    pub fn record_parser_with_names_and_layout(
        &self,
        format: &str,
        names: &[&str],
        entry: Entry,
        layout: &RecordLayout,
    ) -> Result<RecordParser<Untyped>, RecordError> {
        self.record_parse_format(format, Some(names), entry, layout.clone()).map(RecordParser::from_format)
    }

    /// As [`record_builder`](Self::record_builder), for a record whose layout is known at run time.
    ///
    /// # Errors
    /// As [`record_builder`](Self::record_builder).
    pub fn record_builder_with_layout(
        &self,
        format: &str,
        layout: &RecordLayout,
    ) -> Result<RecordBuilder<Untyped>, RecordError> {
        self.record_build_format(format, layout.clone()).map(RecordBuilder::from_format)
    }

    /// As [`record_caller`](Self::record_caller), for a record whose layout is known at run time.
    ///
    /// # Errors
    /// As [`record_caller`](Self::record_caller).
    pub fn record_caller_with_layout(
        &self,
        format: &str,
        layout: &RecordLayout,
    ) -> Result<RecordCaller<Untyped>, RecordError> {
        self.record_call_format(format, layout.clone()).map(RecordCaller::from_format)
    }

    fn record_parse_format(
        &self,
        format: &str,
        names: Option<&[&str]>,
        entry: Entry,
        layout: RecordLayout,
    ) -> Result<Arc<TieredFormat>, RecordError> {
        let key = CacheKey::new(FormatKind::Parse { entry, views: false }, format)
            .with_names(names.unwrap_or_default())
            .with_record(layout.clone());
        self.format(key, Some(layout.clone()), || {
            let parser = parser(format, names, entry)?;
            layout.check_places(parser.plan())?;
            Ok(FormatPlan::Parse { parser, views: false })
        })
    }

    fn record_build_format(
        &self,
        format: &str,
        layout: RecordLayout,
    ) -> Result<Arc<TieredFormat>, RecordError> {
        let key = CacheKey::new(FormatKind::Build, format).with_record(layout.clone());
        self.format(key, Some(layout.clone()), || {
            let builder = interpret::Builder::new(format)?;
            layout.check_values(builder.plan())?;
            Ok(FormatPlan::Build(builder))
        })
    }

    fn record_call_format(
        &self,
        format: &str,
        layout: RecordLayout,
    ) -> Result<Arc<TieredFormat>, RecordError> {
        let key = CacheKey::new(FormatKind::Call, format).with_record(layout.clone());
        self.format(key, Some(layout.clone()), || {
            let caller = interpret::Caller::new(format)?;
            layout.check_values(caller.plan())?;
            Ok(FormatPlan::Call(caller))
        })
    }
}

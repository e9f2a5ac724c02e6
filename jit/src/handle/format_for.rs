//! The description of a format from which a handle is made.

use crate::record::RecordAt;
use crate::sealed::Sealed;
use crate::support::RecordLayout;

/// A format, and what is known only at run time of the target or source `T`.
///
/// | target or source | description |
/// |---|---|
/// | [`Struct<R>`](crate::Struct) | `format`, or `(format, &columns)` with a [`Column`](crate::Column) for each C argument |
/// | [`RecordAt`] | `(format, &layout)`, with a [`RecordLayout`] |
/// | any other | `format`, a `&str` |
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not describe a format for `{T}`",
    label = "for `RecordAt`, give `(format, &layout)`; otherwise a `&str`",
    note = "for a choice of columns of a `Struct<R>`, give `(format, &[Column; _])`"
)]
pub trait FormatFor<T> {
    #[doc(hidden)]
    fn parts(&self) -> FormatParts<'_>;
}

/// The parts of a description.
#[derive(Debug)]
pub struct FormatParts<'f> {
    pub(crate) text: &'f str,
    pub(crate) layout: Option<RecordLayout>,
}

/// A target or source of which everything is known at compile time: its handles are made of a format alone.
pub trait SelfDescribed: Sealed {}

impl<T: SelfDescribed, F: AsRef<str> + ?Sized> FormatFor<T> for &F {
    fn parts(&self) -> FormatParts<'_> {
        FormatParts { text: self.as_ref(), layout: None }
    }
}

impl<F: AsRef<str> + ?Sized> FormatFor<RecordAt> for (&F, &RecordLayout) {
    fn parts(&self) -> FormatParts<'_> {
        FormatParts { text: self.0.as_ref(), layout: Some(self.1.clone()) }
    }
}

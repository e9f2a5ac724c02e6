//! Handles: a format is called through one.

mod builder;
mod caller;
mod format_for;
mod kinds;
mod parser;
mod raw;

pub use builder::{BuildSource, Builder, Values, ValuesOf};
pub use caller::{Callee, Caller};
pub(crate) use format_for::FormatParts;
pub use format_for::{FormatFor, SelfDescribed};
pub use kinds::{ObjectKind, Parameter, ParameterKind};
pub use parser::{ParseTarget, Parser, Places};
pub use raw::RawHandle;

/// Implements for a handle all that does not depend on its parameters. Derived traits would ask them for the same.
macro_rules! common {
    ($handle:ident<$($parameter:ident),*>) => {
        impl<$($parameter),*> $handle<$($parameter),*> {
            /// The format has been checked against the type parameters.
            pub(crate) fn from_format(format: Arc<TieredFormat>) -> Self {
                Self { raw: RawHandle::new(format), parameters: PhantomData }
            }

            /// Returns the handle without its type parameters, for calls from other languages.
            #[doc(hidden)]
            pub const fn raw(&self) -> &RawHandle {
                &self.raw
            }

            /// Does the format run as machine code?
            pub fn is_compiled(&self) -> bool {
                self.raw.is_compiled()
            }
        }

        impl<$($parameter),*> Clone for $handle<$($parameter),*> {
            fn clone(&self) -> Self {
                Self { raw: self.raw.clone(), parameters: PhantomData }
            }
        }

        impl<$($parameter),*> fmt::Debug for $handle<$($parameter),*> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.raw.describe(f, stringify!($handle))
            }
        }
    };
}
use common;

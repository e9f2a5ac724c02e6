//! Handles: what a format is called through.

mod builder;
mod caller;
mod parser;

pub use builder::Builder;
pub use caller::Caller;
pub use parser::Parser;

use crate::formats::{FormatPlan, TieredFormat};
use fmtunit_parser::plan::BuildPlan;

/// What the kinds of handles have in common; named are the fields that each has besides.
macro_rules! common {
    ($handle:ident: $($field:ident),*) => {
        impl<S> $handle<S> {
            /// Does the format run as machine code?
            pub fn is_compiled(&self) -> bool {
                self.format.tier() == crate::formats::Tier::Compiled
            }
        }

        // Derived, these would ask the same of the signature.
        impl<S> Clone for $handle<S> {
            fn clone(&self) -> Self {
                Self { format: Arc::clone(&self.format), signature: PhantomData, $($field: self.$field),* }
            }
        }

        impl<S> std::fmt::Debug for $handle<S> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($handle))
                    .field("format", &self.format.source)
                    .field("is_compiled", &self.is_compiled())
                    .finish_non_exhaustive()
            }
        }
    };
}
use common;

fn build_plan(format: &TieredFormat) -> Option<&BuildPlan> {
    match &format.program {
        FormatPlan::Parse { .. } => None,
        FormatPlan::Build(builder) => Some(builder.plan()),
        FormatPlan::Call(caller) => Some(caller.plan()),
    }
}

fn values(format: &TieredFormat) -> usize {
    build_plan(format).map_or(usize::MAX, |plan| plan.values.into())
}

//! The support floor: options, and the types and layouts of fields.
//!
//! It imports no other floor.

mod field_type;
mod options;
mod record_layout;

pub use field_type::{Field, FieldType};
pub(crate) use field_type::{Promotion, arguments, fill, place_type};
pub(crate) use fmtunit_code::ForkLock;
pub use options::Options;
pub(crate) use options::Threshold;
pub use record_layout::{FieldLayout, LayoutError, RecordLayout};

//! The support floor: locks, options, and the types and layouts of fields.
//!
//! It imports no other floor.

mod field_type;
mod lock;
mod options;
mod record_layout;

pub use field_type::{Field, FieldType};
pub(crate) use field_type::{Promotion, arguments, fill, place_type};
pub(crate) use lock::ForkLock;
pub use options::Options;
pub(crate) use options::Threshold;
pub use record_layout::{FieldLayout, LayoutError, RecordLayout};

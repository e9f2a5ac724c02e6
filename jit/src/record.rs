//! Records: the memory of a struct, parsed into and built from.

mod layout;
pub(crate) mod types;

pub use layout::{FieldLayout, LayoutError, RecordLayout};
pub use types::{Field, FieldType};

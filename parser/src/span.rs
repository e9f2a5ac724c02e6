//! Positions in a format.

use std::ops::Range;

/// A range of bytes in a format.
pub type Span = Range<usize>;

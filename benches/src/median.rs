//! The median.

use std::cmp::Ordering;

/// The sample in the middle, the upper one of two; `None` if there is no sample.
pub fn median<T>(samples: impl IntoIterator<Item = T>, compare: impl Fn(&T, &T) -> Ordering) -> Option<T> {
    let mut samples: Vec<_> = samples.into_iter().collect();
    samples.sort_by(compare);
    let middle = samples.len() / 2;
    samples.into_iter().nth(middle)
}

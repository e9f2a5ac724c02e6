//! Guards are dropped by the thread that made them: they are neither `Send` nor `Sync`.

#![deny(warnings)]

use fmtunit::{Buffer, Bytes, Encoded, EncodedBytes};

/// Which of the two is meant is clear for a type that only the first covers.
trait Ambiguous<Which> {
    const CLEAR: bool = true;
}

enum NeitherSendNorSync {}
enum Send {}
enum Sync {}

impl<T> Ambiguous<NeitherSendNorSync> for T {}
impl<T: std::marker::Send> Ambiguous<Send> for T {}
impl<T: std::marker::Sync> Ambiguous<Sync> for T {}

fn main() {
    const { assert!(<Buffer as Ambiguous<_>>::CLEAR) };
    const { assert!(<Encoded as Ambiguous<_>>::CLEAR) };
    const { assert!(<EncodedBytes as Ambiguous<_>>::CLEAR) };
    const { assert!(<Bytes<'_> as Ambiguous<_>>::CLEAR) };
}

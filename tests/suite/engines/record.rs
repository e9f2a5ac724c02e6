//! Records the values of the typed form in the same terms as what is read from places.

use fmtunit::{Buffer, Bytes, Encoded, EncodedBytes};
use fmtunit_runtime::place::types;
use harness::converter::Target;
use harness::parse::Recorder;
use harness::seen::{Seen, View, object_of, text_of, view_of, wide_of};
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ffi::{CStr, c_char, c_int};

/// A value that a unit yields.
pub(crate) trait Record {
    fn record(self, recorder: &mut Recorder<'_>);
}

fn raw<T>(value: T) -> Seen {
    let start = (&raw const value).cast::<u8>();
    Seen::Number(unsafe { std::slice::from_raw_parts(start, size_of::<T>()) }.to_vec())
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl Record for $type {
            fn record(self, recorder: &mut Recorder<'_>) {
                recorder.next_is_stable();
                recorder.seen.push(raw(self));
            }
        }
    )*};
}
numbers!(u8, i16, u16, i32, u32, i64, u64, isize, f32, f64, types::Complex, Target);

impl Record for bool {
    fn record(self, recorder: &mut Recorder<'_>) {
        c_int::from(self).record(recorder);
    }
}

impl Record for &CStr {
    fn record(self, recorder: &mut Recorder<'_>) {
        Some(self).record(recorder);
    }
}

impl Record for Option<&CStr> {
    fn record(self, recorder: &mut Recorder<'_>) {
        recorder.next_is_stable();
        recorder.seen.push(self.map_or(Seen::Null, |text| {
            // The length that the value knows has to be the one that is counted.
            let (start, known) = (text.as_ptr(), text.to_bytes().len());
            let counted = unsafe { libc::strlen(start) };
            if known == counted { text_of(text.as_ptr(), None) } else { Seen::WrongLength { known, counted } }
        }));
    }
}

/// Text in an argument, which is read if that lives on.
fn lent(is_null: bool, is_stable: bool, read: impl FnOnce() -> Seen) -> Seen {
    match is_stable {
        _ if is_null => Seen::Null,
        true => read(),
        false => Seen::Borrowed,
    }
}

impl Record for *const c_char {
    fn record(self, recorder: &mut Recorder<'_>) {
        let is_stable = recorder.next_is_stable();
        recorder.seen.push(lent(self.is_null(), is_stable, || text_of(self, None)));
    }
}

impl Record for (*const c_char, Py_ssize_t) {
    fn record(self, recorder: &mut Recorder<'_>) {
        let text = lent(self.0.is_null(), recorder.next_is_stable(), || text_of(self.0, Some(self.1)));
        recorder.seen.extend([text, raw(self.1)]);
    }
}

impl Record for types::Wide {
    fn record(self, recorder: &mut Recorder<'_>) {
        let is_stable = recorder.next_is_stable();
        recorder.seen.push(lent(self.is_null(), is_stable, || wide_of(self, None)));
    }
}

impl Record for (types::Wide, Py_ssize_t) {
    fn record(self, recorder: &mut Recorder<'_>) {
        let text = lent(self.0.is_null(), recorder.next_is_stable(), || wide_of(self.0, Some(self.1)));
        recorder.seen.extend([text, raw(self.1)]);
    }
}

impl Record for Bytes<'_> {
    fn record(self, recorder: &mut Recorder<'_>) {
        Some(self).record(recorder);
    }
}

impl Record for Option<Bytes<'_>> {
    fn record(self, recorder: &mut Recorder<'_>) {
        recorder.next_is_stable();
        let length = self.map_or(0, Bytes::len) as Py_ssize_t;
        let text = self.map_or(Seen::Null, |bytes| {
            let at = bytes.as_ptr().addr();
            if at == 0 { Seen::Null } else { Seen::Text { at, bytes: unsafe { bytes.as_slice() }.to_vec() } }
        });
        recorder.seen.extend([text, raw(length)]);
    }
}

impl Record for Buffer {
    fn record(self, recorder: &mut Recorder<'_>) {
        Some(self).record(recorder);
    }
}

impl Record for Option<Buffer> {
    fn record(self, recorder: &mut Recorder<'_>) {
        let stable = recorder.next_is_stable();
        let seen = match self {
            Some(mut buffer) => view_of(buffer.as_raw(), true, stable, recorder.watched),
            // The view of nothing, which stands for `None` in C.
            None => Seen::View(Box::new(View {
                at: 0,
                bytes: Some(Vec::new()),
                object: Box::new(Seen::Null),
                length: 0,
                item_size: 1,
                readonly: 1,
                dimensions: 1,
                nulls: [true; 5],
            })),
        };
        recorder.seen.push(seen);
    }
}

impl Record for Encoded {
    fn record(self, recorder: &mut Recorder<'_>) {
        recorder.next_is_stable();
        recorder.seen.push(Seen::Block(self.to_bytes().to_vec()));
    }
}

impl Record for EncodedBytes {
    fn record(self, recorder: &mut Recorder<'_>) {
        recorder.next_is_stable();
        recorder.seen.extend([Seen::Block(self.to_vec()), raw(self.len() as Py_ssize_t)]);
    }
}

impl Record for *mut PyObject {
    fn record(self, recorder: &mut Recorder<'_>) {
        recorder.next_is_stable();
        recorder.seen.push(object_of(self, recorder.watched));
    }
}

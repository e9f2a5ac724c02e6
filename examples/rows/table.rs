//! The table: a few thousand rows of invented data.

use fmtunit::ffi::Py_ssize_t;
use fmtunit::jit::{FieldLayout, Record};
use std::ffi::{CStr, CString, c_char, c_int, c_long, c_short, c_ulonglong};
use std::ptr::null;

/// A row. Text belongs to its table.
#[derive(Record)]
#[repr(C)]
pub(crate) struct Row {
    id: c_int,
    name: *const c_char,
    name_length: Py_ssize_t,
    price: f64,
    /// Often NULL.
    note: *const c_char,
    note_length: Py_ssize_t,
    amount: c_short,
    rating: u8,
    sold: bool,
    weight: f32,
    total: c_long,
    serial: c_ulonglong,
    city: *const c_char,
    city_length: Py_ssize_t,
}

/// The name of each column, for C; a length belongs to the text before it.
const LABELS: [&CStr; 14] = [
    c"id", c"name", c"", c"price", c"note", c"", c"amount", c"rating", c"sold", c"weight", c"total",
    c"serial", c"city", c"",
];

/// A column of the table.
#[derive(Clone, Copy)]
pub(crate) struct TableColumn {
    pub(crate) name: &'static str,
    pub(crate) label: &'static CStr,
    pub(crate) field: FieldLayout,
    /// The length of text, which is another field.
    pub(crate) length: Option<(&'static str, FieldLayout)>,
}

/// Returns all columns, in order.
pub(crate) fn columns() -> Vec<TableColumn> {
    let mut columns: Vec<TableColumn> = Vec::new();
    for ((label, &name), &field) in LABELS.into_iter().zip(Row::NAMES).zip(Row::FIELDS) {
        match columns.last_mut() {
            Some(text) if label.is_empty() => text.length = Some((name, field)),
            _ => columns.push(TableColumn { name, label, field, length: None }),
        }
    }
    columns
}

/// Rows, and the text that they point to.
pub(crate) struct Table {
    rows: Vec<Row>,
    _texts: Vec<CString>,
}

impl Table {
    /// Creates a number of rows, which are the same in every run.
    pub(crate) fn new(count: usize) -> Self {
        let mut texts = Vec::new();
        let mut keep = |text: String| {
            // The texts below contain no NUL.
            let text = CString::new(text).unwrap_or_default();
            let (start, length) = (text.as_ptr(), text.count_bytes() as Py_ssize_t);
            texts.push(text);
            (start, length)
        };
        let rows = (0..count).map(|number| {
            let cities = ["Wien", "Zürich", "Łódź", "Porto", "東京"];
            let (name, name_length) = keep(format!("article {number}"));
            let (city, city_length) = keep(cities[number % cities.len()].to_owned());
            let (note, note_length) = match number % 3 {
                0 => keep(format!("see {}", number / 2)),
                _ => (null(), 0),
            };
            let price = number as f64 * 1.25 + 0.99;
            Row {
                id: 1000 + number as c_int,
                name,
                name_length,
                price,
                note,
                note_length,
                amount: (number % 500) as c_short - 20,
                rating: (number % 6) as u8,
                sold: number % 4 == 1,
                weight: number as f32 / 8.0,
                // A C `long` has 32 bits on some platforms.
                total: (number as c_long).wrapping_mul(1_000_003),
                serial: c_ulonglong::MAX - number as c_ulonglong,
                city,
                city_length,
            }
        });
        Self { rows: rows.collect(), _texts: texts }
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }
}

//! Reports by criterion, which times one variant after the other.

use crate::{Family, python};
use criterion::Criterion;
use std::time::Duration;

/// Times a family of formats: a group for each format, with a line for each variant.
pub fn report(family: &Family) {
    python::start();
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600))
        .configure_from_args();
    for row in family.rows {
        let mut group = criterion.benchmark_group(format!("{}/{}", family.name, row.name));
        for variant in row.variants() {
            group.bench_function(variant.name, |bencher| bencher.iter_custom(|calls| variant.time(calls)));
        }
        group.finish();
    }
    criterion.final_summary();
}

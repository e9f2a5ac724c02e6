//! The floor of formats: what a handle points to, in which tier it runs, and where formats and keys are kept.
//!
//! It may import the back end and the support floor, and nothing of the surface.

mod cache;
mod calls;
mod fields;
mod first_tier;
mod keys;
mod perf;
mod shared;
mod stats;
mod tier;
mod tiered;

pub(crate) use crate::backend::{FormatPlan, PARSED};
pub(crate) use cache::{Cache, CacheKey, FormatKind};
pub(crate) use calls::{BuildCode, CallCode, ParseCode};
pub(crate) use shared::Shared;
pub use stats::Stats;
pub(crate) use tier::Tier;
pub(crate) use tiered::TieredFormat;

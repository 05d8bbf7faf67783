//! What is behind a handle of a generator.

use std::ffi::CString;

use crate::{generate::Generator, sprite::AxisRef};

/// A checkpoint, ready to draw. It may be used from several threads at once; only freeing it must
/// not happen while another thread uses it.
#[derive(Debug)]
pub struct ShoalGenerator {
    pub(super) generator: Generator,
    pub(super) axes: Vec<AxisNames>,
}

/// Names of an axis and of its values.
#[derive(Debug)]
pub(super) struct AxisNames {
    pub(super) name: CString,
    pub(super) values: Vec<CString>,
}

/// A new handle, which the caller has to free.
pub(super) fn handle(generator: Generator) -> *mut ShoalGenerator {
    let text = |name: &str| CString::new(name.replace('\0', " ")).unwrap_or_default();
    let names = |axis: AxisRef<'_>| AxisNames {
        name: text(axis.name),
        values: axis.values.iter().map(|value| text(value)).collect(),
    };
    let axes = generator.world().axes().map(names).collect();
    Box::into_raw(Box::new(ShoalGenerator { generator, axes }))
}

//! The tensors of one part of a checkpoint: how they are checked, read and written.

use std::collections::BTreeMap;

use safetensors::SafeTensors;

use super::{CheckpointError, half_precision};

/// Every tensor of a network by name, as f32 in row-major order.
pub type Weights = BTreeMap<String, Vec<f32>>;

/// Number format of the tensors in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dtype {
    /// Half the size; what ships.
    F16,
    /// What training resumes from.
    F32,
}

/// Names and shapes of the tensors of a part.
pub(super) type Shapes = Vec<(String, Vec<usize>)>;

/// Holds weights against the tensors that they should be.
pub(super) fn check_weights(
    prefix: &str,
    shapes: &Shapes,
    weights: &Weights,
) -> Result<(), CheckpointError> {
    for (name, shape) in shapes {
        let values = weights.get(name).map_or(&[][..], Vec::as_slice);
        if values.len() != shape.iter().product::<usize>() {
            let (name, expected) = (format!("{prefix}{name}"), shape.clone());
            return Err(CheckpointError::WrongShape { name, found: vec![values.len()], expected });
        }
        if !values.iter().all(|value| value.is_finite()) {
            return Err(CheckpointError::NotFinite(format!("{prefix}{name}")));
        }
    }
    Ok(())
}

/// The tensors of a part as a file has them.
pub(super) fn named_bytes(
    part: &str,
    shapes: &Shapes,
    weights: &Weights,
    dtype: Dtype,
) -> Vec<(String, Vec<usize>, Vec<u8>)> {
    let tensor = |(name, shape): &(String, Vec<usize>)| {
        (format!("{part}.{name}"), shape.clone(), encode(&weights[name], dtype))
    };
    shapes.iter().map(tensor).collect()
}

/// Reads the tensors of a part.
pub(super) fn read_part(
    tensors: &SafeTensors<'_>,
    prefix: &str,
    shapes: &Shapes,
) -> Result<Weights, CheckpointError> {
    let read = |(name, shape): &(String, Vec<usize>)| {
        Ok((name.clone(), read_tensor(tensors, &format!("{prefix}{name}"), shape)?))
    };
    shapes.iter().map(read).collect()
}

fn read_tensor(
    tensors: &SafeTensors<'_>,
    name: &str,
    expected: &[usize],
) -> Result<Vec<f32>, CheckpointError> {
    let view = tensors.tensor(name).ok();
    let found = view.as_ref().map_or(&[][..], |view| view.shape());
    let Some(view) = view.as_ref().filter(|_| found == expected) else {
        let (name, found, expected) = (name.to_owned(), found.to_vec(), expected.to_vec());
        return Err(CheckpointError::WrongShape { name, found, expected });
    };
    let bytes = view.data();
    let values: Vec<f32> = match view.dtype() {
        safetensors::Dtype::F16 => bytes
            .as_chunks::<2>()
            .0
            .iter()
            .map(|b| half_precision::to_f32(u16::from_le_bytes(*b)))
            .collect(),
        safetensors::Dtype::F32 => {
            bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect()
        }
        other => return Err(CheckpointError::WrongDtype(name.to_owned(), format!("{other:?}"))),
    };
    if values.iter().all(|value| value.is_finite()) {
        Ok(values)
    } else {
        Err(CheckpointError::NotFinite(name.to_owned()))
    }
}

pub(super) fn encode(values: &[f32], dtype: Dtype) -> Vec<u8> {
    match dtype {
        Dtype::F16 => {
            values.iter().flat_map(|v| half_precision::from_f32(*v).to_le_bytes()).collect()
        }
        Dtype::F32 => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
    }
}

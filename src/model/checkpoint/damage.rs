//! Tells files of other kinds from checkpoints that are damaged.

use safetensors::SafeTensorError;

use super::CheckpointError;

impl From<SafeTensorError> for CheckpointError {
    fn from(error: SafeTensorError) -> Self {
        Self::NotSafetensors(error)
    }
}

/// What is wrong with a file that cannot be read as safetensors. The first bytes of other files make
/// no length of a header, or no header.
pub(super) fn described(error: &SafeTensorError) -> &'static str {
    match error {
        SafeTensorError::HeaderTooLarge
        | SafeTensorError::InvalidHeader(_)
        | SafeTensorError::InvalidHeaderDeserialization(_) => {
            "this is no checkpoint; choose a .safetensors file that Shoal's trainer wrote"
        }
        _ => {
            "this is no whole checkpoint: it may be cut off; copy or download it again, or choose \
             another .safetensors file"
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Checkpoint;

    #[test]
    fn other_files_are_not_called_cut_off() {
        let told = |bytes: &[u8]| Checkpoint::from_bytes(bytes).unwrap_err().to_string();
        for other in [&b"8BPS\0\x01\0\0\0\0"[..], b"GIMP Palette\n", b"PK\x03\x04........"] {
            assert!(told(other).contains("this is no checkpoint; choose"), "{}", told(other));
        }
        for cut in [&b"\x20\0\0"[..], b"\x20\0\0\0\0\0\0\0{\"__meta"] {
            assert!(told(cut).contains("cut off"), "{}", told(cut));
        }
    }
}

//! Safetensors files that depend on their content alone.
//!
//! The crate safetensors writes metadata in the order in which a hash map happens to hold it, so
//! that the same tensors make other files each time (`findings/safetensors-same-content.sh`). A
//! checkpoint is named by the hash of its file, so its header is sorted.

/// The same file with the entries of its header, and of the metadata in it, in order. A file whose
/// header cannot be read stays as it is.
pub(crate) fn sorted(file: Vec<u8>) -> Vec<u8> {
    const LENGTH: usize = size_of::<u64>();
    let length = file.first_chunk().map(|bytes| u64::from_le_bytes(*bytes) as usize);
    let Some((header, tensors)) = length
        .and_then(|length| Some((LENGTH, LENGTH.checked_add(length)?)))
        .and_then(|(first, end)| Some((file.get(first..end)?, file.get(end..)?)))
    else {
        return file;
    };
    // The maps of serde_json are sorted.
    let Ok(header) = serde_json::from_slice::<serde_json::Value>(header) else { return file };
    let mut header = header.to_string().into_bytes();
    // Tensors begin at a multiple of eight, as the crate has them begin.
    header.resize(header.len().next_multiple_of(LENGTH), b' ');
    let mut sorted = (header.len() as u64).to_le_bytes().to_vec();
    sorted.extend(header);
    sorted.extend(tensors);
    sorted
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use safetensors::{Dtype, SafeTensors, tensor::TensorView};

    use super::*;

    fn file() -> Vec<u8> {
        let (a, b) = ([1, 2, 3], [4_u8; 16]);
        let tensors = [
            ("b", TensorView::new(Dtype::U8, vec![3], &a).unwrap()),
            ("a", TensorView::new(Dtype::F32, vec![4], &b).unwrap()),
        ];
        let facts = (0..20).map(|n| (format!("key {n}"), format!("\"{n}\" é")));
        safetensors::serialize(tensors, Some(facts.collect::<HashMap<_, _>>())).unwrap()
    }

    #[test]
    fn the_same_content_makes_the_same_file_and_nothing_is_lost() {
        let (one, other) = (file(), file());
        let stable = sorted(one.clone());
        assert_eq!(stable, sorted(other));
        assert_eq!(stable, sorted(stable.clone()));
        let (_, before) = SafeTensors::read_metadata(&one).unwrap();
        let (length, after) = SafeTensors::read_metadata(&stable).unwrap();
        assert_eq!(before.metadata(), after.metadata());
        assert_eq!((length + 8) % 8, 0);
        let read = SafeTensors::deserialize(&stable).unwrap();
        assert_eq!(read.tensor("a").unwrap().data(), [4; 16]);
        assert_eq!(read.tensor("b").unwrap().data(), [1, 2, 3]);
    }

    #[test]
    fn what_is_no_such_file_stays() {
        for odd in [&b""[..], b"short", &[255; 40], b"\x02\0\0\0\0\0\0\0no"] {
            assert_eq!(sorted(odd.to_vec()), odd);
        }
    }
}

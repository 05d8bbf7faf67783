//! The file that a trained judge is kept in, so that only the first evaluation waits for it.

use std::{collections::BTreeMap, collections::HashMap, path::Path};

use anyhow::{Context as _, Result};
use candle_core::{Device, Tensor};
use indicatif::ProgressBar;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use shoal::{files::write_atomically, model::ClassifierConfig, sprite::hash_hex};

use super::{Judge, training::train};
use crate::{
    classifier::Classifier,
    corpus::{Split, sample},
};

/// Changes whenever judges are trained differently.
const FORMAT: &str = "shoal-judge-2";

/// Sprites of the judge range that stand for the whole corpus in a judge's key.
const FINGERPRINT: u64 = 144;

/// Reads the judge of today's corpus from `path`, or trains it and writes it there. The bool
/// tells whether it was trained.
pub(crate) fn open_or_train(
    path: &Path,
    config: ClassifierConfig,
    n_sprites: u64,
    bar: &ProgressBar,
) -> Result<(Judge, bool)> {
    let key = key(config, n_sprites);
    if path.exists() {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let kept = read(&bytes, config, &key).with_context(|| {
            format!("{} is no judge; give another --judge file or remove this one", path.display())
        })?;
        if let Some(judge) = kept {
            return Ok((judge, false));
        }
    }
    let judge = Judge::of(train(config, n_sprites, bar)?);
    write_atomically(path, &to_bytes(&judge, &key)?)?;
    Ok((judge, true))
}

/// Names what a judge depends on: its sizes, how long it learned, and what the corpus draws.
fn key(config: ClassifierConfig, n_sprites: u64) -> String {
    let mut facts = format!("{FORMAT} {config:?} {n_sprites}").into_bytes();
    for index in 0..FINGERPRINT {
        facts.extend_from_slice(sample(Split::Judge, index).sprite.pixels());
    }
    hash_hex(&facts)
}

fn to_bytes(judge: &Judge, key: &str) -> Result<Vec<u8>> {
    let mut tensors = Vec::new();
    for (name, shape) in judge.network.config.tensors() {
        let values = judge.network.tensors[&name].flatten_all()?.to_vec1::<f32>()?;
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        tensors.push((name, shape, bytes));
    }
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| {
            Ok((name.as_str(), TensorView::new(Dtype::F32, shape.to_vec(), bytes)?))
        })
        .collect::<Result<Vec<_>>>()?;
    let metadata = [("format", FORMAT), ("key", key)];
    let metadata: HashMap<String, String> =
        metadata.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Ok(safetensors::serialize(views, Some(metadata))?)
}

/// The judge in a file; `None` if it is one of another corpus or of other sizes.
fn read(bytes: &[u8], config: ClassifierConfig, key: &str) -> Result<Option<Judge>> {
    let (_, header) = SafeTensors::read_metadata(bytes).context("it is no safetensors file")?;
    let metadata = header.metadata().clone().unwrap_or_default();
    let format = metadata.get("format").context("its metadata has no \"format\"")?;
    anyhow::ensure!(format.starts_with("shoal-judge-"), "its format is \"{format}\"");
    if metadata.get("key").is_none_or(|found| found != key) {
        return Ok(None);
    }
    let file = SafeTensors::deserialize(bytes)?;
    let mut tensors = BTreeMap::new();
    for (name, shape) in config.tensors() {
        let view = file.tensor(&name).with_context(|| format!("it has no tensor \"{name}\""))?;
        anyhow::ensure!(
            view.shape() == shape && view.dtype() == Dtype::F32,
            "its tensor \"{name}\" has another shape"
        );
        let values: Vec<f32> =
            view.data().as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        tensors.insert(name, Tensor::from_vec(values, &shape, &Device::Cpu)?);
    }
    Ok(Some(Judge::of(Classifier { config, tensors })))
}

//! Low-rank updates: a block's matrix `W` stays as it is and `W + A B` is what computes, where only
//! the narrow `A` and `B` learn. After Hu et al., "`LoRA`" (2021, arXiv 2106.09685).

use anyhow::Result;
use candle_core::{Device, Tensor};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};

use super::{first_weights::first_values, state::Tensors};

/// Ends of the names of `A` and `B`.
const NARROW: [&str; 2] = [".a", ".b"];

/// The matrices that stay as they are.
pub(crate) struct Frozen(Tensors);

/// Whether a parameter is one of a pair of narrow matrices.
pub(crate) fn is_narrow(name: &str) -> bool {
    NARROW.iter().any(|end| name.ends_with(end))
}

/// Puts a narrow pair in the place of each block's matrix. `B` is zero, so that nothing has
/// changed yet. A rank of zero leaves all as it is.
pub(crate) fn narrow(
    weights: Tensors,
    rank: usize,
    seed: u64,
    device: &Device,
) -> Result<(Frozen, Tensors)> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (mut frozen, mut learned) = (Tensors::new(), Tensors::new());
    for (name, tensor) in weights {
        if rank == 0 || !name.starts_with("block.") {
            learned.insert(name, tensor);
            continue;
        }
        let (inputs, outputs) = tensor.dims2()?;
        let values = first_values(NARROW[0], &[inputs, rank], &mut rng);
        let a = Tensor::from_vec(values, (inputs, rank), device)?;
        let b = Tensor::zeros((rank, outputs), tensor.dtype(), device)?;
        for (end, narrow) in NARROW.iter().zip([a, b]) {
            learned.insert(format!("{name}{end}"), narrow);
        }
        frozen.insert(name, tensor);
    }
    Ok((Frozen(frozen), learned))
}

impl Frozen {
    /// The network's tensors, with gradients if those that learn have them.
    pub(crate) fn with(&self, learned: Tensors) -> Result<Tensors> {
        let mut whole = learned;
        for (name, matrix) in &self.0 {
            let pair = NARROW.map(|end| whole.remove(&format!("{name}{end}")));
            if let [Some(a), Some(b)] = pair {
                whole.insert(name.clone(), (matrix + a.matmul(&b)?)?);
            }
        }
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Var;

    #[test]
    fn narrow_pairs_change_nothing_at_first_and_learn_alone() {
        let device = Device::Cpu;
        let matrix =
            Tensor::from_vec((0..12).map(|v| v as f32).collect(), (3, 4), &device).unwrap();
        let head = Tensor::ones((3, 2), candle_core::DType::F32, &device).unwrap();
        let weights: Tensors =
            [("block.0.up".to_owned(), matrix.clone()), ("head".to_owned(), head)].into();
        let (frozen, learned) = narrow(weights.clone(), 2, 7, &device).unwrap();
        let names: Vec<&str> = learned.keys().map(String::as_str).collect();
        assert_eq!(names, ["block.0.up.a", "block.0.up.b", "head"]);
        assert!(is_narrow(names[0]) && is_narrow(names[1]) && !is_narrow(names[2]));
        let vars: std::collections::BTreeMap<String, Var> =
            learned.iter().map(|(n, t)| (n.clone(), Var::from_tensor(t).unwrap())).collect();
        let tensors = vars.iter().map(|(n, v)| (n.clone(), v.as_tensor().clone())).collect();
        let whole = frozen.with(tensors).unwrap();
        let values = |tensor: &Tensor| tensor.to_vec2::<f32>().unwrap();
        assert_eq!(values(&whole["block.0.up"]), values(&matrix));
        // At first the gradient reaches B alone, since A is multiplied by nothing.
        let gradients = whole["block.0.up"].sqr().unwrap().sum_all().unwrap().backward().unwrap();
        let size = |name: &str| {
            let gradient = gradients.get(&vars[name]).unwrap();
            gradient.sqr().unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap()
        };
        assert!(size("block.0.up.b") > 0.0 && size("block.0.up.a") == 0.0);

        let (nothing, all) = narrow(weights.clone(), 0, 7, &device).unwrap();
        assert_eq!(nothing.with(all).unwrap().len(), weights.len());
    }
}

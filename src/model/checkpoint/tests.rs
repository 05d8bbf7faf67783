//! Round trips, and files that are none.

use super::*;
use crate::{
    model::TraitVerdicts,
    sprite::{Sampling, World},
};

fn data(config: Config, world: World) -> CheckpointData {
    let weights = config
        .tensors()
        .into_iter()
        .map(|(name, shape)| {
            let count = shape.iter().product::<usize>();
            (name, (0..count).map(|i| (i % 97) as f32 / 128.0 - 0.25).collect())
        })
        .collect();
    CheckpointData {
        config,
        world,
        palette: Palette::ocean(),
        training: serde_json::json!({ "steps": 3 }),
        weights,
        critic: None,
        shape: None,
        exemplars: None,
    }
}

fn tiny() -> Checkpoint {
    Checkpoint::new(data(Config::tiny(), World::ocean())).unwrap()
}

/// The tiny network with something changed, if that is still a checkpoint.
fn changed(change: impl FnOnce(&mut CheckpointData)) -> Result<Checkpoint, CheckpointError> {
    let mut data = tiny().into_data();
    change(&mut data);
    Checkpoint::new(data)
}

#[test]
fn both_number_formats_round_trip() {
    // The weights above are multiples of 1/128, which f16 holds exactly.
    for dtype in [Dtype::F16, Dtype::F32] {
        let read = Checkpoint::from_bytes(&tiny().to_bytes(dtype)).unwrap();
        assert_eq!(read.weights, tiny().weights);
        assert_eq!(read.config, tiny().config);
        assert_eq!((&read.world, &read.palette), (&tiny().world, &tiny().palette));
        assert_eq!(read.training, tiny().training);
        assert_eq!((read.hash().len(), tiny().hash()), (64, ""));
    }
}

#[test]
fn a_critic_of_traits_travels_along_and_has_those_of_its_world() {
    let world = World::ocean()
        .with_axis("size", &["small", "large"])
        .with_axis("eyes", &["none", "one", "two"]);
    let config = crate::model::ClassifierConfig::tiny(Critic::verdicts_of(&world));
    let weights = config.tensors().into_iter();
    let weights = weights.map(|(name, [rows, columns])| (name, vec![0.25; rows * columns]));
    let verdicts = |values| TraitVerdicts { values, threshold: -0.5 };
    let traits = vec![verdicts(2), verdicts(3)];
    let critic = Critic { config, threshold: -1.25, traits, weights: weights.collect() };
    let heads = Critic::heads(critic.traits.iter().map(|it| it.values));
    assert_eq!(heads, [13..15, 15..18]);
    let with = |critic: &Critic, world: &World| {
        let critic = Some(critic.clone());
        let config = Config::tiny().for_schema(world);
        Checkpoint::new(CheckpointData { critic, ..data(config, world.clone()) })
    };
    let read = with(&critic, &world).unwrap().to_bytes(Dtype::F16);
    assert_eq!(Checkpoint::from_bytes(&read).unwrap().critic, Some(critic.clone()));
    let other = with(&critic, &World::ocean()).unwrap_err().to_string();
    assert!(other.contains("names other traits than its world"), "{other}");
    let wild = Critic { traits: vec![verdicts(2), verdicts(usize::MAX)], ..critic };
    assert!(with(&wild, &world).unwrap_err().to_string().contains("other verdicts"));
}

#[test]
fn a_critic_travels_along_and_a_spoiled_one_is_refused() {
    let config = crate::model::ClassifierConfig::tiny(Critic::VERDICTS);
    let weights = config.tensors().into_iter().map(|(name, [rows, columns])| {
        (name, (0..rows * columns).map(|i| (i % 89) as f32 / 128.0 - 0.25).collect())
    });
    let weights: Weights = weights.collect();
    let critic = Critic { config, threshold: -1.25, traits: Vec::new(), weights };
    let with = |critic: Critic| tiny().with_critic(Some(critic));
    let read = with(critic.clone()).unwrap().to_bytes(Dtype::F16);
    let read = Checkpoint::from_bytes(&read).unwrap();
    assert_eq!((&read.critic, &read.weights), (&Some(critic.clone()), &tiny().weights));
    assert_eq!(Checkpoint::from_bytes(&tiny().to_bytes(Dtype::F16)).unwrap().critic, None);

    let mut spoiled = critic.clone();
    spoiled.weights.get_mut("features").unwrap()[3] = f32::INFINITY;
    let error = with(spoiled).unwrap_err();
    assert!(matches!(&error, CheckpointError::NotFinite(name) if name == "critic.features"));
    let config = crate::model::ClassifierConfig::tiny(Critic::VERDICTS - 1);
    let mut other = Critic { config, ..critic.clone() };
    other.weights.insert("verdict".to_owned(), vec![0.0; 16 * 12]);
    let error = with(other).unwrap_err();
    assert!(matches!(error, CheckpointError::BadConfig(_)), "{error}");
    let wild = with(Critic { threshold: f32::NAN, ..critic }).unwrap_err();
    assert!(matches!(wild, CheckpointError::BadConfig(_)), "{wild}");
}

#[test]
fn torn_foreign_and_spoiled_files_are_told_apart() {
    let good = tiny().to_bytes(Dtype::F32);
    let torn = Checkpoint::from_bytes(&good[..good.len() / 2]);
    assert!(matches!(torn, Err(CheckpointError::NotSafetensors(_))), "{torn:?}");
    assert!(matches!(Checkpoint::from_bytes(b"GIF89a"), Err(CheckpointError::NotSafetensors(_))));

    let empty: [(&str, TensorView<'_>); 0] = [];
    let foreign = safetensors::serialize(empty, None).unwrap();
    assert!(matches!(Checkpoint::from_bytes(&foreign), Err(CheckpointError::Foreign("format"))));

    let spoiled = changed(|data| data.weights.get_mut("head").unwrap()[5] = f32::NAN);
    assert!(matches!(spoiled, Err(CheckpointError::NotFinite(name)) if name == "head"));
    let short = changed(|data| data.weights.get_mut("head").unwrap().truncate(7));
    assert!(matches!(short, Err(CheckpointError::WrongShape { name, .. }) if name == "head"));

    let odd = changed(|data| {
        data.config.windows.push(4);
        data.weights.insert("block.2.qkv".to_owned(), vec![0.0; 32 * 96]);
        data.weights.insert("block.2.attn_out".to_owned(), vec![0.0; 32 * 32]);
        data.weights.insert("block.2.up".to_owned(), vec![0.0; 32 * 64]);
        data.weights.insert("block.2.down".to_owned(), vec![0.0; 32 * 64]);
    });
    let odd = odd.unwrap().to_bytes(Dtype::F32);
    let text = String::from_utf8_lossy(&odd).contains("block.2.down");
    assert!(text && Checkpoint::from_bytes(&odd).is_ok());
}

#[test]
fn further_axes_travel_along_and_fit_the_network() {
    let world = World::ocean().with_axis("Size", &["Small", "Big"]);
    let data = data(Config::tiny().for_schema(&world), world.clone());
    assert_eq!(data.weights["embed.axis.size"].len(), 3 * 32);
    let read = Checkpoint::new(data).unwrap().to_bytes(Dtype::F16);
    let read = Checkpoint::from_bytes(&read).unwrap();
    assert_eq!((&read.world, read.config.axes.len()), (&world, 1));
    let error = changed(|data| data.world = world).unwrap_err();
    assert!(matches!(error, CheckpointError::BadConfig(_)), "{error}");
    let error = changed(|data| data.world = World::ocean().with_axis("Zone", &["A"])).unwrap_err();
    assert!(matches!(error, CheckpointError::BadSchema(_)), "{error}");
}

/// The tiny network in the first format.
fn first_format() -> Vec<u8> {
    let data = tiny().into_data();
    let shapes = data.config.tensors();
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = shapes
        .into_iter()
        .map(|(name, shape)| {
            let bytes = super::super::part::encode(&data.weights[&name], Dtype::F32);
            (name, shape, bytes)
        })
        .collect();
    let views = tensors.iter().map(|(name, shape, bytes)| {
        (name, TensorView::new(safetensors::Dtype::F32, shape.clone(), bytes).unwrap())
    });
    let world =
        serde_json::json!({ "zones": data.world.zones, "categories": data.world.categories });
    let metadata = HashMap::from([
        ("format".to_owned(), "shoal-1".to_owned()),
        ("config".to_owned(), serde_json::json!(data.config).to_string()),
        ("world".to_owned(), world.to_string()),
        ("palette".to_owned(), data.palette.to_gpl()),
        ("training".to_owned(), "null".to_owned()),
    ]);
    safetensors::serialize(views, Some(metadata)).unwrap()
}

#[test]
fn the_first_format_opens_and_what_comes_after_this_one_does_not() {
    let read = Checkpoint::from_bytes(&first_format()).unwrap();
    assert_eq!((&read.weights, &read.world), (&tiny().weights, &tiny().world));
    let mut bytes = tiny().to_bytes(Dtype::F32);
    let at = bytes.windows(FORMAT.len()).position(|it| it == FORMAT.as_bytes()).unwrap();
    bytes[at + FORMAT.len() - 1] = b'9';
    let error = Checkpoint::from_bytes(&bytes).unwrap_err();
    assert!(matches!(&error, CheckpointError::OtherFormat(it) if it == "shoal-9"), "{error}");
}

/// The file of the tiny network with one tensor written otherwise.
fn with_tensor(name: &str, dtype: safetensors::Dtype, shape: &[usize]) -> Vec<u8> {
    let good = tiny().to_bytes(Dtype::F32);
    let (_, header) = SafeTensors::read_metadata(&good).unwrap();
    let tensors = SafeTensors::deserialize(&good).unwrap();
    let bytes = vec![0; shape.iter().product::<usize>() * dtype.bitsize() / 8];
    let other = TensorView::new(dtype, shape.to_vec(), &bytes).unwrap();
    let views = tensors
        .iter()
        .map(|(known, view)| {
            let is_it = known.strip_prefix("network.") == Some(name);
            (known, if is_it { other.clone() } else { view.clone() })
        })
        .collect::<Vec<_>>();
    safetensors::serialize(views, header.metadata().clone()).unwrap()
}

#[test]
fn other_shapes_vocabularies_and_numbers_are_told_apart() {
    use safetensors::Dtype::{BF16, F32, I64};
    let read = |name: &str, dtype, shape: &[usize]| {
        Checkpoint::from_bytes(&with_tensor(name, dtype, shape)).unwrap_err()
    };
    assert!(Checkpoint::from_bytes(&with_tensor("head", F32, &[32, 64])).is_ok());

    let error = read("embed.token", F32, &[96, 32]);
    assert_eq!(
        error.to_string(),
        "the checkpoint reads 96 tokens and writes 64 colours; this program's vocabulary has 80 \
         and 64"
    );
    let error = read("head", F32, &[32, 256]);
    assert!(matches!(error, CheckpointError::OtherVocabulary { tokens: 80, colours: 256 }));

    let error = read("block.1.qkv", F32, &[96, 32]);
    let CheckpointError::WrongShape { name, found, expected } = error else { panic!("{error}") };
    assert_eq!(name, "network.block.1.qkv");
    assert_eq!((found, expected), (vec![96, 32], vec![32, 96]));
    assert!(matches!(read("head", F32, &[2048]), CheckpointError::WrongShape { .. }));
    assert!(matches!(read("head", F32, &[32, 64, 1]), CheckpointError::WrongShape { .. }));
    for dtype in [I64, BF16] {
        let error = read("hint.out", dtype, &[8, 32]);
        assert!(
            matches!(error, CheckpointError::WrongDtype(name, _) if name == "network.hint.out")
        );
    }
}

#[test]
fn what_its_metadata_cannot_mean_is_refused() {
    let spoiled = |spoil: fn(&mut CheckpointData)| changed(spoil).unwrap_err();
    let error = spoiled(|c| c.world.zones.push("Seventh".to_owned()));
    assert!(matches!(error, CheckpointError::BadWorld(7, 6)), "{error}");
    let error = spoiled(|c| c.world.categories.clear());
    assert!(matches!(error, CheckpointError::BadWorld(6, 0)), "{error}");
    let error = spoiled(|c| c.weights.get_mut("hint.out").unwrap()[0] = f32::INFINITY);
    assert!(matches!(error, CheckpointError::NotFinite(name) if name == "hint.out"));
    let error = spoiled(|c| c.config.heads = 5);
    assert!(matches!(error, CheckpointError::BadConfig(_)), "{error}");
}

#[test]
fn a_file_that_ends_early_or_is_scratched_never_panics() {
    let good = tiny().to_bytes(Dtype::F32);
    for cut in (0..good.len()).step_by(good.len() / 97).chain([7, 8, 9, good.len() - 1]) {
        let error = Checkpoint::from_bytes(&good[..cut]).unwrap_err();
        assert!(matches!(error, CheckpointError::NotSafetensors(_)), "cut at {cut}: {error}");
    }
    let end_of_header = 8 + u64::from_le_bytes(good[..8].try_into().unwrap()) as usize;
    for at in (0..end_of_header).step_by(end_of_header / 211) {
        let mut scratched = good.clone();
        scratched[at] ^= 0x15;
        // Some scratches only change a name of the training's facts.
        drop(Checkpoint::from_bytes(&scratched));
    }
}

#[test]
fn the_shipped_checkpoint_is_small_whole_and_tells_of_its_training() {
    let shipped = Checkpoint::embedded();
    let sizes = Config { guidance_steps: 8, ..Config::shoal() };
    assert_eq!(shipped.config, sizes.for_schema(&shipped.world));
    assert!(shipped.config.guidance_step(Sampling::USUAL.guidance).is_some(), "one pass");
    let named = |world: &World| (world.zones.clone(), world.categories.clone());
    assert_eq!(named(&shipped.world), named(&World::ocean()));
    assert_eq!(shipped.palette, Palette::ocean());
    assert!(shipped.world.traits.iter().any(|axis| axis.name == "body"));
    assert!(shipped.critic.is_some() && shipped.shape.is_some() && shipped.exemplars.is_some());
    assert!(shipped.training["sprites"].as_u64() > Some(1000), "{}", shipped.training);
    assert!(EMBEDDED.len() < 8_000_000, "{} bytes", EMBEDDED.len());
}

#[test]
fn a_missing_file_says_so() {
    let error = Checkpoint::open(Path::new("/nowhere/at/all")).unwrap_err();
    assert!(error.to_string().starts_with("the checkpoint cannot be read"));
}

#[test]
fn no_pipe_is_waited_for_and_no_huge_header_parsed() {
    let folder = tempfile::tempdir().unwrap();
    let error = Checkpoint::open(folder.path()).unwrap_err();
    assert!(matches!(error, CheckpointError::NotAFile), "{error}");
    let mut bytes = (3_u64 << 20).to_le_bytes().to_vec();
    bytes.resize(8 + (3 << 20), b' ');
    let error = Checkpoint::from_bytes(&bytes).unwrap_err();
    assert!(matches!(error, CheckpointError::LongHeader(3)), "{error}");
}
